with {{ judged_rows('billing', 'subscriptions',
    parents={'billing.customers': ref('stg_billing__customers')},
    rates=ref('int_exchange_rates')
) }},

-- Versions of one subscription that overlap are taken in order.
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

{{ taken_in_order('disordered') }},

left_over as (

    select disordered.row_key
    from disordered
    left join taken
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
