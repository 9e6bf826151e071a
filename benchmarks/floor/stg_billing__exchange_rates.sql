select
    rate_date,
    from_currency,
    to_currency,
    cast(rate as decimal(38, 12)) as rate
from raw.billing_exchange_rates
