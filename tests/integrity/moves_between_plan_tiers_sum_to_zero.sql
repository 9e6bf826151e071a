select
    period_grain,
    period_start,
    sum(moved_in_customers) as moved_in_customers,
    sum(moved_out_customers) as moved_out_customers
from {{ ref('int_customer_counts_by_segment_period') }}
where segment_name = 'plan_tier'
group by period_grain, period_start
having sum(moved_in_customers) <> sum(moved_out_customers)
