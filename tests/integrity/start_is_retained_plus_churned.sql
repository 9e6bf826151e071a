-- metrics.md section 2: whoever was there at the start either stayed or left.
select *
from {{ ref('int_customer_counts_by_segment_period') }}
where customers_at_start <> retained_customers + churned_customers
