select
    customer_id as account_id,
    cast(occurred_at as date) as interaction_date,
    count(*) as interactions,
    min(occurred_at) as first_event_at
from staging.stg_usage__interactions
group by customer_id, cast(occurred_at as date)
