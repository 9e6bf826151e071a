with opened as (

    select * from {{ ref('int_tickets_opened') }}

),

period_days as (

    select * from {{ ref('int_period_days') }}
    where period_grain = 'month'

),

final as (

    select
        opened.ticket_id,
        opened.customer_id,
        opened.opened_on,
        opened.plan_tier,
        opened.company_size,
        opened.industry,
        opened.region,
        opened.acquisition_channel,
        opened.response_hours
    from opened
    inner join period_days
        on opened.opened_on = period_days.calendar_date

)

select * from final
