{#- A user belongs to one customer, so that users and means of a day add up to those of any slice. -#}
with periods as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

windows as (

    select * from {{ ref('int_user_windows') }}
    where period_grain = 'month'

),

active_users as (

    select * from {{ ref('int_active_users_by_customer_period') }}
    where period_grain = 'month'

),

final as (

    select
        active_users.customer_id,
        active_users.period_start,
        periods.period_end,
        periods.is_complete_period,
        active_users.plan_tier,
        active_users.company_size,
        active_users.industry,
        active_users.region,
        active_users.acquisition_channel,
        {{ daily_active_users('active_users.user_days', 'windows.days_begun') }} as mean_daily_users,
        {{ daily_active_users('active_users.month_user_days', 'windows.month_days') }} as month_daily_users,
        cast(active_users.month_users as {{ dbt.type_bigint() }}) as month_users
    from active_users
    inner join periods
        on active_users.period_start = periods.period_start
    inner join windows
        on active_users.period_start = windows.period_start

)

select * from final
