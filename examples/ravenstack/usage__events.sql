-- One row per feature-usage row, whenever it lies.
select
    -- usage_id is reused on different rows; with the subscription it is unique, and the key
    -- depends on nothing but the row itself, so it stays the same when the file grows.
    feature_usage.usage_id || ':' || feature_usage.subscription_id as event_id,
    subscriptions.account_id as customer_id,
    'feature_used' as event_name,
    feature_usage.feature_name as feature,
    cast(feature_usage.usage_date as timestamp) as occurred_at,
    cast(feature_usage.usage_date as timestamp) as received_at,
    feature_usage.usage_count as quantity
from feature_usage
-- A left join, because a row whose subscription is missing must be seen to be wrong, not vanish.
left join subscriptions on feature_usage.subscription_id = subscriptions.subscription_id
order by event_id
