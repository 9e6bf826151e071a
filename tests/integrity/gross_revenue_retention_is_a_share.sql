-- Whoever pays more never makes up for whoever pays less. With rates of the movement's day a customer can lose more
-- than it opened with, so there is no share to speak of.
with revenue as (

    select * from {{ ref('revenue_by_segment_period') }}
    where '{{ policy("fx_policy") }}' <> 'movement_day'

)

select
    period_grain,
    period_start,
    segment_name,
    segment_value,
    gross_revenue_retention,
    gross_revenue_retention_trailing_year,
    gross_revenue_churn_rate
from revenue
where gross_revenue_retention not between 0 and 1
    or gross_revenue_retention_trailing_year not between 0 and 1
    or gross_revenue_churn_rate not between 0 and 1
