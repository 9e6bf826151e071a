-- An amount of zero means that no exchange rate was known. Orders recur in no amount, and a pause may be one of zero.
select
    customer_id,
    period_grain,
    period_start,
    recurring_amount_at_start,
    recurring_amount_at_end
from {{ ref('customer_periods') }}
where '{{ var("customer_model") }}' <> 'transaction' and '{{ policy("pause_policy") }}' <> 'zero' and (
    (recurring_amount_at_start > 0) <> (customers_at_start = 1)
    or (recurring_amount_at_end > 0) <> (customers_at_end = 1)
)
