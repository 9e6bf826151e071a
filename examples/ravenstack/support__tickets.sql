-- One row per ticket.
select
    ticket_id,
    account_id as customer_id,
    cast(submitted_at as timestamp) as opened_at,
    cast(submitted_at as timestamp)
    + to_minutes(first_response_time_minutes) as first_responded_at,
    closed_at as resolved_at,
    priority
from support_tickets
order by ticket_id
