select
    hash(ticket_id) as ticket_id,
    hash(customer_id) as customer_id,
    opened_at,
    first_responded_at
from raw.support_tickets
where first_responded_at is null or first_responded_at >= opened_at
