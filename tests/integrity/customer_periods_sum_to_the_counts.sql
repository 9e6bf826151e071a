-- A reviewer can answer "which customers are in this number?" from customer_periods alone.
with customer_periods as (

    select
        period_grain,
        period_start,
        sum(churned_customers) as churned_customers,
        sum(customers_at_start) as customers_at_start,
        sum(expanded_customers) as expanded_customers,
        sum(new_customers) as new_customers
    from {{ ref('customer_periods') }}
    group by period_grain, period_start

),

metric_values as (

    select * from {{ ref('metric_values') }}
    where segment_name = 'all' and coalesce(null_reason, '') <> 'source_switched_off'

)

select
    shown.metric,
    shown.period_grain,
    shown.period_start
from metric_values as shown
inner join customer_periods as counted
    on shown.period_grain = counted.period_grain
    and shown.period_start = counted.period_start
where (shown.metric = 'customer_churn_rate' and shown.numerator <> counted.churned_customers)
    or (shown.metric = 'customer_churn_rate' and shown.denominator <> counted.customers_at_start)
    or (shown.metric = 'customer_expansion_rate' and shown.numerator <> counted.expanded_customers)
    or (shown.metric = 'customer_acquisition_cost' and shown.denominator <> counted.new_customers)
