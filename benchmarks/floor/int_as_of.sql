select date_trunc('day', max(reached_at)) + interval 1 day as as_of_at
from (
    select max(occurred_at) as reached_at from raw.usage_events
    union all
    select max(occurred_at) from raw.usage_interactions
    union all
    select max(responded_at) from raw.survey_responses
    union all
    select max(opened_at) from raw.support_tickets
    union all
    select max(issued_at) from raw.billing_invoices
    union all
    select max(greatest(started_at, ended_at)) from raw.billing_subscriptions
)
