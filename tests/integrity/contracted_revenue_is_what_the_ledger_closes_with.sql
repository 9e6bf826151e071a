-- Three ways to the same amount: by subscription version, by customer, and through the movements.
with versions as (

    select
        customer_id,
        period_grain,
        period_start,
        sum(contracted_mrr) as contracted_mrr
    from {{ ref('mrr_by_subscription_version') }}
    group by customer_id, period_grain, period_start

),

customers as (

    select * from {{ ref('mrr_by_customer') }}

),

movements as (

    select * from {{ ref('mrr_movements') }}

)

select
    movements.customer_id,
    movements.period_grain,
    movements.period_start,
    movements.closing_mrr,
    versions.contracted_mrr as of_versions,
    customers.contracted_mrr as of_customers
from movements
left join versions
    on movements.customer_id = versions.customer_id
    and movements.period_grain = versions.period_grain
    and movements.period_start = versions.period_start
left join customers
    on movements.customer_id = customers.customer_id
    and movements.period_grain = customers.period_grain
    and movements.period_start = customers.period_start
where movements.closing_mrr <> coalesce(versions.contracted_mrr, 0)
    or movements.closing_mrr <> coalesce(customers.contracted_mrr, 0)
