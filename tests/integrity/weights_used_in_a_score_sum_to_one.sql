select
    customer_id,
    period_start
from {{ ref('customer_health_inputs') }}
group by customer_id, period_start
having abs(sum(weight_used) - case when count(input_value) > 0 then 1 else 0 end) > 0.000000001
