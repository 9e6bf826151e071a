-- One in two hundred is of an invoice that nobody knows.
with refunded as (
    select
        *,
        days_later(paid_at, 1 + 40 * dice(invoice, 'refunded after')) as refunded_at
    from invoices
    where fate >= 0.02 and dice(invoice, 'refund') < 0.02
)

select
    'r' || printf('%016x', invoice) as refund_id,
    case when dice(invoice, 'bad refund') < 0.005 then 'unknown' else invoice_id end as invoice_id,
    refunded_at,
    cast((subtotal_amount - discount_amount) * (0.2 + 0.8 * dice(invoice, 'refund share')) as decimal(18, 2)) as amount,
    currency
from refunded
where refunded_at < getvariable('now_at')
order by refunded_at, refund_id
