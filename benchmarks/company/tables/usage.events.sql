-- What arrived in [part_from, part_until). One event in a hundred is up to ten days late. Of a thousand one arrives twice,
-- two are corrected and two deleted within three days; one names nobody's account or has a negative quantity.
with days as (
    select
        account,
        customer_id,
        seats,
        engagement,
        unnest(range(
            greatest(first_day, cast(getvariable('part_from') as date) - 13),
            least(end_day, cast(getvariable('part_until') as date)),
            interval '1 day'
        )) as day
    from active_stretches
),

counted as (
    select
        *,
        unnest(range(cast(floor(
            activity(account, seats, engagement, day) * getvariable('events_a_unit') + dice(hash(account, day), 'rounding')
        ) as bigint))) as ordinal
    from days
),

happened as (
    select
        customer_id,
        hash(account, day, ordinal) as event,
        -- A user does eight things in a row.
        customer_id || '-u' || cast(cast(floor(
            seats * power(dice(hash(account, day, ordinal // 8), 'user'), 1.5)
        ) as integer) as varchar) as user_id,
        days_later(day, 0.3 + 0.3 * (
            dice(hash(account, day, ordinal), 'morning') + dice(hash(account, day, ordinal), 'afternoon')
        )) as occurred_at
    from counted
),

received as (
    select
        *,
        days_later(occurred_at, case
            when dice(event, 'late') < 0.01 then 10 * power(dice(event, 'lateness'), 2)
            else 0.001 * dice(event, 'delay')
        end) as received_at,
        dice(event, 'fate') as fate
    from happened
),

arrived as (
    select
        *,
        unnest(case
            when fate < 0.001 then ['first', 'copy']
            when fate < 0.003 then ['first', 'correction']
            when fate < 0.005 then ['first', 'deletion']
            else ['first']
        end) as arrival
    from received
    where received_at < getvariable('part_until')
        and (received_at >= getvariable('part_from') or fate between 0.001 and 0.005)
),

dated as (
    select
        * replace (case
            when arrival in ('correction', 'deletion') then days_later(received_at, 3 * dice(event, 'second thoughts'))
            else received_at
        end as received_at)
    from arrived
)

select
    printf('%016x', event) as event_id,
    case when fate > 0.9995 then 'nobody' else customer_id end as customer_id,
    user_id,
    pick(event, 'name', ['page_viewed', 'page_viewed', 'page_viewed', 'record_saved', 'record_saved', 'report_run', 'file_shared'])
        as event_name,
    pick(event, 'feature', ['reports', 'editor', 'editor', 'search', 'sharing', 'import', null]) as feature,
    occurred_at,
    received_at,
    cast(case
        when fate between 0.999 and 0.9995 then -1
        when arrival = 'correction' then 2 + floor(dice(event, 'quantity') * 10)
        when dice(event, 'has quantity') < 0.3 then 1 + floor(dice(event, 'quantity') * 10)
    end as decimal(18, 2)) as quantity,
    arrival = 'deletion' as is_deleted
from dated
where received_at >= getvariable('part_from') and received_at < getvariable('part_until')
order by received_at, event_id
