with entries as (

    select * from {{ ref('int_revenue_entries') }}

),

period_days as (

    select * from {{ ref('int_period_days') }}

),

final as (

    select
        entries.customer_id,
        period_days.period_grain,
        period_days.period_start,
        sum(entries.is_order) as orders,
        sum(entries.amount) as revenue
    from entries
    inner join period_days
        on {{ local_date('entries.entry_at') }} = period_days.calendar_date
    group by entries.customer_id, period_days.period_grain, period_days.period_start

)

select * from final
