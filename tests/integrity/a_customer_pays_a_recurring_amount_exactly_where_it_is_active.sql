-- An amount of zero means that no exchange rate was known. Orders recur in no amount, and a pause may be one of zero.
with customer_periods as (

    select * from {{ ref('customer_periods') }}
    where '{{ var("customer_model") }}' <> 'transaction' and '{{ policy("pause_policy") }}' <> 'zero'

)

select
    customer_id,
    period_grain,
    period_start,
    recurring_amount_at_start,
    recurring_amount_at_end
from customer_periods
where (recurring_amount_at_start > 0) <> (customers_at_start = 1)
    or (recurring_amount_at_end > 0) <> (customers_at_end = 1)
