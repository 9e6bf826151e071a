-- E = retained + reactivated + new still active; in a plan tier also who moved in, less who moved out.
select *
from {{ ref('int_customer_counts_by_segment_period') }}
where customers_at_end
    <> retained_customers + reactivated_customers + new_customers - new_and_lost_customers
    + moved_in_customers - moved_out_customers
