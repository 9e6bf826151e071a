-- Every invoice, whether it is issued yet or not: one for each month or year that a version lasts.
create or replace temp table invoices as
with billed as (
    select
        versions.*,
        hash(version, ordinals.range) as invoice,
        started_at + to_months(cast(ordinals.range * case when is_yearly then 12 else 1 end as integer)) as issued_at,
        started_at + to_months(cast((ordinals.range + 1) * case when is_yearly then 12 else 1 end as integer)) as period_end
    from versions
    cross join range(12) as ordinals
    where not is_trial
)

select
    'i' || printf('%016x', invoice) as invoice_id,
    invoice,
    customer_id,
    subscription_id,
    issued_at,
    days_later(issued_at, 20 * power(dice(invoice, 'paid after'), 3)) as paid_at,
    dice(invoice, 'fate') as fate,
    currency,
    cast(quantity * unit_amount as decimal(18, 2)) as subtotal_amount,
    cast(quantity * unit_amount * coalesce(discount_rate, 0) as decimal(18, 2)) as discount_amount,
    cast(quantity * unit_amount * 0.2 as decimal(18, 2)) as tax_amount,
    issued_at as service_period_start,
    least(period_end, ended_at) as service_period_end
from billed
where issued_at < ended_at and issued_at < getvariable('knows_until');
