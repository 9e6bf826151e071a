select
    accounts.customer_id,
    usage_date,
    sum(usage_events) as usage_events,
    sum(usage_quantity) as usage_quantity,
    min(first_event_at) as first_event_at
from intermediate.usage_by_user_day
inner join intermediate.int_accounts_merged as accounts
    using (account_id)
group by accounts.customer_id, usage_date
