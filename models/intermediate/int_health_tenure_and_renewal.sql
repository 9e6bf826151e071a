with health_months as (

    select * from {{ ref('int_health_customer_months') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

amounts as (

    select * from {{ ref('mrr_by_customer') }}
    where period_grain = 'month'

),

measured as (

    select
        health_months.customer_id,
        health_months.period_start,
        health_months.settled_after_days,
        {{ days_between(local_date('customers.first_activated_at'), 'health_months.last_day') }} as tenure_days,
        amounts.committed_mrr,
        amounts.contracted_mrr
    from health_months
    inner join customers
        on health_months.customer_id = customers.customer_id
    left join amounts
        on health_months.customer_id = amounts.customer_id
        and health_months.period_start = amounts.period_start

),

final as (

    select
        customer_id,
        period_start,
        {{ tenure_and_renewal('tenure_days', 'settled_after_days', 'committed_mrr', 'contracted_mrr') }} as input_value,
        cast(null as {{ type_of('text') }}) as missing_reason
    from measured

)

select * from final
