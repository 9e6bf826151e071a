with {{ judged_rows('billing', 'subscriptions',
    parents={'billing.customers': ref('stg_billing__customers')},
    rates=ref('int_exchange_rates')
) }},

-- Versions of one subscription that overlap are taken in order: the next one taken is the first that starts when the
-- last one taken has ended. The steps double: ten reach 1024 versions.
{% set doublings = 10 %}
in_order as (

    select
        subscription_id,
        row_key,
        started_at,
        ended_at,
        row_number() over (partition by subscription_id order by started_at, updated_at, row_key) as place,
        max(coalesce(ended_at, cast('9999-12-31' as {{ type_of('instant') }}))) over (
            partition by subscription_id
            order by started_at, updated_at, row_key
            rows between unbounded preceding and 1 preceding
        ) as taken_until
    from judged
    where broken_rules = '' and copy_number = 1 and (ended_at is null or started_at < ended_at)

),

overlapping as (

    select distinct subscription_id
    from in_order
    where started_at < taken_until

),

disordered as (

    select in_order.*
    from in_order
    inner join overlapping
        on in_order.subscription_id = overlapping.subscription_id

),

steps_0 as (

    select
        accepted.subscription_id,
        accepted.place,
        min(later.place) as next_place
    from disordered as accepted
    inner join disordered as later
        on accepted.subscription_id = later.subscription_id
        and accepted.place < later.place
        and accepted.ended_at <= later.started_at
    group by accepted.subscription_id, accepted.place

),

taken_0 as (

    select
        subscription_id,
        place
    from disordered
    where place = 1

),

{% for doubling in range(1, doublings + 1) -%}
taken_{{ doubling }} as (

    select
        subscription_id,
        place
    from taken_{{ doubling - 1 }}
    union distinct
    select
        taken.subscription_id,
        steps.next_place as place
    from taken_{{ doubling - 1 }} as taken
    inner join steps_{{ doubling - 1 }} as steps
        on taken.subscription_id = steps.subscription_id
        and taken.place = steps.place

),

steps_{{ doubling }} as (

    select
        here.subscription_id,
        here.place,
        there.next_place
    from steps_{{ doubling - 1 }} as here
    inner join steps_{{ doubling - 1 }} as there
        on here.subscription_id = there.subscription_id
        and here.next_place = there.place

),

{% endfor -%}
left_over as (

    select disordered.row_key
    from disordered
    left join taken_{{ doublings }} as taken
        on disordered.subscription_id = taken.subscription_id
        and disordered.place = taken.place
    where taken.place is null

),

ordered as (

    select
        judged.*,
        judged.broken_rules = '' and left_over.row_key is not null as is_left_over
    from judged
    left join left_over
        on judged.row_key = left_over.row_key

)

{{ accepted_or_set_aside('billing', 'subscriptions', 'ordered',
    special_quarantine_rules()['billing.subscriptions']) }}
