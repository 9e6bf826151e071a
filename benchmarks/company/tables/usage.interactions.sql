-- What arrived in [part_from, part_until): some two an account and month, one in a hundred up to ten days late.
with days as (
    select
        account,
        customer_id,
        unnest(range(
            greatest(first_day, cast(getvariable('part_from') as date) - 10),
            least(end_day, cast(getvariable('part_until') as date)),
            interval '1 day'
        )) as day
    from active_stretches
),

happened as (
    select
        customer_id,
        hash(account, day, 'interaction') as interaction,
        days_later(day, 0.3 + 0.6 * dice(hash(account, day), 'hour')) as occurred_at
    from days
    where dice(hash(account, day), 'interacts') < 0.07
),

received as (
    select
        *,
        days_later(occurred_at, case
            when dice(interaction, 'late') < 0.01 then 10 * dice(interaction, 'lateness')
            else 0.001 * dice(interaction, 'delay')
        end) as received_at
    from happened
)

select
    printf('%016x', interaction) as interaction_id,
    customer_id,
    customer_id || '-u0' as user_id,
    pick(interaction, 'kind', ['comment', 'rating', 'forum', 'community', 'social', 'webinar', 'event']) as kind,
    occurred_at,
    received_at,
    false as is_deleted
from received
where received_at >= getvariable('part_from') and received_at < getvariable('part_until')
order by received_at, interaction_id
