-- What leaves one currency arrives in another: in the reporting currency the pair is zero.
select
    customer_id,
    period_grain,
    period_start,
    sum(switch_mrr_converted) as switched
from {{ ref('mrr_movements_by_currency') }}
group by customer_id, period_grain, period_start
having sum(switch_mrr_converted) <> 0
