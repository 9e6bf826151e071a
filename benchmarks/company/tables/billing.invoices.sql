-- One in a thousand has a negative amount.
select
    invoice_id,
    customer_id,
    subscription_id,
    issued_at,
    case when fate >= 0.02 and paid_at < getvariable('now_at') then paid_at end as paid_at,
    case
        when fate < 0.01 then 'void'
        when fate < 0.02 then 'uncollectible'
        when paid_at < getvariable('now_at') then 'paid'
        else 'open'
    end as status,
    currency,
    case when dice(invoice, 'bad amount') < 0.001 then -subtotal_amount else subtotal_amount end as subtotal_amount,
    discount_amount,
    tax_amount,
    service_period_start,
    service_period_end,
    case when fate >= 0.02 and paid_at < getvariable('now_at') then paid_at else issued_at end as updated_at
from invoices
where issued_at < getvariable('now_at')
order by issued_at, invoice_id
