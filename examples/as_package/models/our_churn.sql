-- Theirs, on the package's public marts and one of its formulas.
select
    period_start,
    metric_value as churn_rate,
    {{ customer_success.customer_churn_rate('numerator', 'denominator') }} as churn_rate_by_the_formula,
    '{{ var("as_of") }}' as our_as_of
from {{ ref('customer_success', 'metric_values') }}
where metric = 'customer_churn_rate'
    and period_grain = 'month'
    and segment_name = 'all'
