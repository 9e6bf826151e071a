-- The one pass over the events: every figure of usage follows from what each user did on each day. Ids are hashed to numbers,
-- and only the events that came more than once, found by their hash, are put in order.
with events as (
    select
        hash(event_id) as event,
        hash(customer_id) as account_id,
        hash(user_id) as user_id,
        occurred_at,
        received_at,
        coalesce(quantity, 1) as quantity,
        is_deleted
    from raw.usage_events
    where quantity is null or quantity >= 0
),

repeated as (
    select hash(event_id) as event
    from raw.usage_events
    group by hash(event_id)
    having count(*) > 1
),

settled as (
    select account_id, user_id, occurred_at, quantity
    from events
    where event not in (select event from repeated)
    union all
    select account_id, user_id, occurred_at, quantity
    from (
        select *
        from events
        where event in (select event from repeated)
        qualify row_number() over (partition by event order by received_at desc) = 1
    )
    where not is_deleted
)

select
    account_id,
    user_id,
    cast(occurred_at as date) as usage_date,
    count(*) as usage_events,
    sum(quantity) as usage_quantity,
    min(occurred_at) as first_event_at
from settled
group by account_id, user_id, cast(occurred_at as date)
