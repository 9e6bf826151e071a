select
    customer_months.customer_id,
    customer_months.period_start
from {{ ref('customer_months') }} as customer_months
full outer join {{ ref('customer_health') }} as scores
    on customer_months.customer_id = scores.customer_id
    and customer_months.period_start = scores.period_start
where (scores.customer_id is null and customer_months.customers_at_end = 1)
    or coalesce(customer_months.customers_at_end, 0) = 0 and scores.customer_id is not null
