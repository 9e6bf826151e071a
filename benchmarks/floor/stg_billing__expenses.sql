select
    hash(expense_id) as expense_id,
    incurred_on,
    category,
    coalesce(channel, 'unknown') as channel,
    cast(amount as decimal(38, 6)) as amount,
    currency
from raw.billing_expenses
