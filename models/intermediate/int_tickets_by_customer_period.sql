with tickets as (

    select * from {{ ref('int_tickets_opened') }}

),

period_days as (

    select * from {{ ref('int_period_days') }}

),

final as (

    select
        tickets.customer_id,
        period_days.period_grain,
        period_days.period_start,
        count(*) as tickets_opened,
        count(tickets.response_hours) as tickets_answered
    from tickets
    inner join period_days
        on tickets.opened_on = period_days.calendar_date
    group by tickets.customer_id, period_days.period_grain, period_days.period_start

)

select * from final
