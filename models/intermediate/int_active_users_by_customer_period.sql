{#- A user belongs to one customer, so that the users of customers add up to those of a segment. It counts in a month
    on its last day in it: users are added up, for to tell millions of them apart in every window is dear. -#}
with users as (

    select * from {{ ref('int_users_by_day') }}

),

windows as (

    select * from {{ ref('int_user_windows') }}

),

calendar as (

    select * from {{ ref('customer_success', 'calendar') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

tiers as (

    select * from {{ ref('int_last_plan_tier_by_customer_period') }}

),

followed as (

    select
        customer_id,
        usage_date,
        lead(usage_date) over (partition by customer_id, user_id order by usage_date) as next_usage_date
    from users

),

days as (

    select
        customer_id,
        usage_date,
        next_usage_date,
        count(*) as active_users
    from followed
    group by customer_id, usage_date, next_usage_date

),

window_days as (

    select
        windows.period_grain,
        windows.period_start,
        windows.last_day,
        calendar.calendar_date as usage_date,
        calendar.calendar_date >= windows.period_start as is_in_period,
        calendar.calendar_date >= windows.month_first_day as is_in_month
    from windows
    inner join calendar
        on calendar.calendar_date >= least(windows.period_start, windows.month_first_day)
        and windows.last_day >= calendar.calendar_date

),

totals as (

    select
        days.customer_id,
        window_days.period_grain,
        window_days.period_start,
        sum(case when window_days.is_in_period then days.active_users else 0 end) as user_days,
        sum(case when window_days.is_in_month then days.active_users else 0 end) as month_user_days,
        {{ monthly_active_users(
            'days.active_users',
            'window_days.is_in_month and coalesce(days.next_usage_date > window_days.last_day, true)'
        ) }} as month_users
    from days
    inner join window_days
        on days.usage_date = window_days.usage_date
    group by days.customer_id, window_days.period_grain, window_days.period_start

),

final as (

    select
        totals.customer_id,
        totals.period_grain,
        totals.period_start,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        coalesce(tiers.last_plan_tier, 'unknown') as plan_tier,
        totals.user_days,
        totals.month_user_days,
        totals.month_users
    from totals
    inner join customers
        on totals.customer_id = customers.customer_id
    left join tiers
        on totals.customer_id = tiers.customer_id
        and totals.period_grain = tiers.period_grain
        and totals.period_start = tiers.period_start

)

select * from final
