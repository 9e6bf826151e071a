-- Some six tickets an account and year. One in two hundred is answered before it was opened.
with opened as (
    select
        accounts.customer_id,
        hash(accounts.account, ordinals.range) as ticket,
        days_later(accounts.created_at, 60 * (ordinals.range + dice(hash(accounts.account, ordinals.range), 'opened')))
            as opened_at
    from accounts
    cross join range((getvariable('days') + 31) // 60 + 1) as ordinals
),

answered as (
    select
        *,
        case
            when dice(ticket, 'bad answer') < 0.005 then days_later(opened_at, -1)
            when dice(ticket, 'answered') < 0.96 then days_later(opened_at, 0.01 + 2 * power(dice(ticket, 'hours'), 4))
        end as first_responded_at,
        days_later(opened_at, 2.1 + 6 * dice(ticket, 'resolved after')) as resolved_at
    from opened
    where opened_at < getvariable('now_at')
)

select
    't' || printf('%016x', ticket) as ticket_id,
    customer_id,
    opened_at,
    case when first_responded_at < getvariable('now_at') then first_responded_at end as first_responded_at,
    case when resolved_at < getvariable('now_at') then resolved_at end as resolved_at,
    pick(ticket, 'priority', ['low', 'normal', 'normal', 'high', 'urgent']) as priority,
    pick(ticket, 'channel', ['email', 'chat', 'phone']) as channel,
    opened_at as received_at,
    greatest(
        opened_at,
        case when first_responded_at < getvariable('now_at') then first_responded_at end,
        case when resolved_at < getvariable('now_at') then resolved_at end
    ) as updated_at
from answered
order by opened_at, ticket_id
