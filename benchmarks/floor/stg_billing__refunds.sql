select
    hash(refund_id) as refund_id,
    hash(invoice_id) as invoice_id,
    refunded_at,
    cast(amount as decimal(38, 6)) as amount,
    currency
from raw.billing_refunds
where amount >= 0
