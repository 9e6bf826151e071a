with usage_days as (

    select * from {{ ref('int_usage_by_customer_day') }}

),

period_days as (

    select * from {{ ref('int_period_days') }}

),

final as (

    select
        usage_days.customer_id,
        period_days.period_grain,
        period_days.period_start,
        sum(usage_days.usage_events) as usage_events,
        sum(usage_days.usage_quantity) as usage_quantity
    from usage_days
    inner join period_days
        on usage_days.usage_date = period_days.calendar_date
    group by usage_days.customer_id, period_days.period_grain, period_days.period_start

)

select * from final
