select
    hash(subscription_version_id) as subscription_version_id,
    hash(subscription_id) as subscription_id,
    hash(customer_id) as customer_id,
    started_at,
    ended_at,
    status,
    plan_tier,
    quantity,
    cast(unit_amount as decimal(38, 6)) as unit_amount,
    currency,
    billing_interval,
    interval_count,
    cast(coalesce(discount_rate, 0) as decimal(38, 6)) as discount_rate,
    discount_ends_at,
    cancel_requested_at
from raw.billing_subscriptions
where unit_amount >= 0
