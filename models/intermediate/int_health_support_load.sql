with customer_months as (

    select * from {{ ref('customer_months') }}

),

health_months as (

    select * from {{ ref('int_health_customer_months') }}

),

opened as (

    select
        customer_id,
        period_start,
        sum(tickets_opened) over (
            partition by customer_id order by period_start rows between 2 preceding and current row
        ) as tickets_opened
    from customer_months

),

final as (

    select
        health_months.customer_id,
        health_months.period_start,
        {{ support_load('opened.tickets_opened', 'health_months.heavy_support_tickets') }} as input_value,
        cast(null as {{ type_of('text') }}) as missing_reason
    from health_months
    inner join opened
        on health_months.customer_id = opened.customer_id
        and health_months.period_start = opened.period_start

)

select * from final
