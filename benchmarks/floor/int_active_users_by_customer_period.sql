-- A user counts in a month on its last day in it: no distinct count, and a day is looked up, not compared.
with followed as (
    select
        customer_id,
        usage_date,
        lead(usage_date, 1, date '9999-12-31') over (partition by customer_id, user_id order by usage_date) as next_date
    from intermediate.int_users_by_day
),

days as (
    select
        customer_id,
        usage_date,
        next_date,
        count(*) as users
    from followed
    group by customer_id, usage_date, next_date
),

day_windows as (
    select
        calendar_date as usage_date,
        period_grain,
        period_start,
        last_day,
        calendar_date >= period_start as is_in_period,
        calendar_date >= month_first_day as is_in_month
    from marts.calendar
    inner join intermediate.int_user_windows
        on calendar_date between least(period_start, month_first_day) and last_day
),

totals as (
    select
        customer_id,
        period_grain,
        period_start,
        sum(users) filter (is_in_period) as user_days,
        sum(users) filter (is_in_month) as month_user_days,
        sum(users) filter (is_in_month and next_date > last_day) as month_users
    from days
    inner join day_windows using (usage_date)
    group by customer_id, period_grain, period_start
)

select
    totals.*,
    company_size,
    industry,
    region,
    acquisition_channel,
    coalesce(tiers.last_plan_tier, 'unknown') as plan_tier
from totals
inner join marts.customers using (customer_id)
left join intermediate.int_last_plan_tier_by_customer_period as tiers
    using (customer_id, period_grain, period_start)
