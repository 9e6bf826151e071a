{#- A user belongs to one customer, so that the users of customers add up to those of a segment. -#}
with users as (

    select * from {{ ref('int_users_by_day') }}

),

windows as (

    select * from {{ ref('int_user_windows') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

tiers as (

    select * from {{ ref('int_last_plan_tier_by_customer_period') }}

),

totals as (

    select
        users.customer_id,
        windows.period_grain,
        windows.period_start,
        sum(case when users.usage_date >= windows.period_start then 1 else 0 end) as user_days,
        sum(case when users.usage_date >= windows.month_first_day then 1 else 0 end) as month_user_days,
        {{ monthly_active_users('users.user_id', 'users.usage_date >= windows.month_first_day') }} as month_users
    from users
    inner join windows
        on users.usage_date >= least(windows.period_start, windows.month_first_day)
        and users.usage_date <= windows.last_day
    group by users.customer_id, windows.period_grain, windows.period_start

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
