-- One row per subscription: RavenStack keeps no versions, so each subscription is its only version.
select
    subscription_id as subscription_version_id,
    subscription_id,
    account_id as customer_id,
    cast(start_date as timestamp) as started_at,
    cast(end_date as timestamp) as ended_at,
    case
        when is_trial then 'trialing'
        when end_date is not null then 'canceled'
        else 'active'
    end as status,
    plan_tier as plan_name,
    plan_tier,
    -- mrr_amount is the price of the whole subscription for a month, seats included, however it
    -- is billed (README.md, Amounts).
    1 as quantity,
    mrr_amount as unit_amount,
    'USD' as currency,
    'month' as billing_interval
from subscriptions
order by subscription_version_id
