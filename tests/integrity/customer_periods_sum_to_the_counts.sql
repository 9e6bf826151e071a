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
    metric_values.metric,
    metric_values.period_grain,
    metric_values.period_start
from metric_values
inner join customer_periods
    on metric_values.period_grain = customer_periods.period_grain
    and metric_values.period_start = customer_periods.period_start
where (metric_values.metric = 'customer_churn_rate' and metric_values.numerator <> customer_periods.churned_customers)
    or (metric_values.metric = 'customer_churn_rate' and metric_values.denominator <> customer_periods.customers_at_start)
    or (metric_values.metric = 'customer_expansion_rate' and metric_values.numerator <> customer_periods.expanded_customers)
    or (metric_values.metric = 'customer_acquisition_cost' and metric_values.denominator <> customer_periods.new_customers)
