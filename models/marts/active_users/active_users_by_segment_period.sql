with spine as (

    select * from {{ ref('int_segment_periods') }}

),

windows as (

    select * from {{ ref('int_user_windows') }}

),

active_users as (

    select * from {{ ref('int_active_users_by_customer_period') }}

),

segmented as (

    {{ across_segments('active_users',
        ['period_grain', 'period_start', 'user_days', 'month_user_days', 'month_users']) }}

),

totals as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        sum(user_days) as user_days,
        sum(month_user_days) as month_user_days,
        sum(month_users) as month_users
    from segmented
    group by period_grain, period_start, segment_name, segment_value

),

counted as (

    select
        spine.period_grain,
        spine.period_start,
        spine.period_end,
        spine.is_complete_period,
        spine.segment_name,
        spine.segment_value,
        cast(windows.days_begun as {{ dbt.type_bigint() }}) as days_begun,
        cast(windows.month_days as {{ dbt.type_bigint() }}) as month_days,
        cast(coalesce(totals.user_days, 0) as {{ dbt.type_bigint() }}) as user_days,
        cast(coalesce(totals.month_user_days, 0) as {{ dbt.type_bigint() }}) as month_user_days,
        cast(coalesce(totals.month_users, 0) as {{ dbt.type_bigint() }}) as month_users
    from spine
    inner join windows
        on spine.period_grain = windows.period_grain
        and spine.period_start = windows.period_start
    left join totals
        on spine.period_grain = totals.period_grain
        and spine.period_start = totals.period_start
        and spine.segment_name = totals.segment_name
        and spine.segment_value = totals.segment_value

),

reasoned as (

    select
        *,
        {{ daily_active_users('month_user_days', 'month_days') }} as month_daily_users,
        {{ null_reason('daily_active_users', []) }} as daily_active_users_null_reason,
        {{ null_reason('monthly_active_users', []) }} as monthly_active_users_null_reason,
        {{ null_reason('stickiness', [('month_users = 0', 'no_base')]) }} as stickiness_null_reason
    from counted

),

final as (

    select
        *,
        {{ unless_null('daily_active_users', daily_active_users('user_days', 'days_begun')) }} as daily_active_users,
        {{ unless_null('monthly_active_users', 'month_users') }} as monthly_active_users,
        {{ unless_null('stickiness', stickiness('month_daily_users', 'month_users')) }} as stickiness
    from reasoned

)

select * from final
