select
    hash(interaction_id) as interaction_id,
    hash(customer_id) as customer_id,
    occurred_at
from raw.usage_interactions
