select
    hash(invoice_id) as invoice_id,
    hash(customer_id) as customer_id,
    hash(subscription_id) as subscription_id,
    issued_at,
    status,
    currency,
    cast(subtotal_amount - discount_amount as decimal(38, 6)) as net_amount,
    service_period_start,
    service_period_end
from raw.billing_invoices
where subtotal_amount >= 0
    and hash(subscription_id) in (select subscription_id from staging.stg_billing__subscriptions)
