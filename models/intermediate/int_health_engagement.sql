{%- set three_months = 'partition by customer_id order by period_start rows between 2 preceding and current row' -%}
with customer_months as (

    select * from {{ ref('customer_months') }}

),

health_months as (

    select * from {{ ref('int_health_customer_months') }}

),

counted as (

    select
        customer_id,
        period_start,
        sum(engaged_customers) over ({{ three_months }}) as months_engaged,
        sum(customers_served) over ({{ three_months }}) as months_served
    from customer_months

),

final as (

    select
        health_months.customer_id,
        health_months.period_start,
        {{ engagement('counted.months_engaged', 'counted.months_served') }} as input_value,
        cast(null as {{ type_of('text') }}) as missing_reason
    from health_months
    inner join counted
        on health_months.customer_id = counted.customer_id
        and health_months.period_start = counted.period_start

)

select * from final
