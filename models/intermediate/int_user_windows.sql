{#- Up to which day a period counts its users, and the month that ends with that day. -#}
with periods as (

    select * from {{ ref('int_periods') }}

),

bounded as (

    select
        period_grain,
        period_start,
        {{ local_date_before('effective_ends_at') }} as last_day
    from periods

),

followed as (

    select
        *,
        cast({{ add_days('last_day', 1) }} as date) as day_after
    from bounded

),

begun as (

    select
        *,
        cast({{ add_months('day_after', -1) }} as date) as month_first_day
    from followed

),

final as (

    select
        period_grain,
        period_start,
        last_day,
        {{ days_between('period_start', 'day_after') }} as days_begun,
        month_first_day,
        {{ days_between('month_first_day', 'day_after') }} as month_days
    from begun

)

select * from final
