{#- The tier that a customer holds from one change of its terms to the next: that of its largest subscription.
    Where it pays in several currencies the comparison is made anew every day, for rates move. -#}
with terms as (

    select * from {{ ref('int_bridged_terms') }}

),

spells as (

    select * from {{ ref('int_customer_spells') }}

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

several_currencies as (

    select
        terms.customer_id,
        min({{ local_date('terms.started_at') }}) as first_day,
        max({{ local_date('coalesce(terms.ended_at, as_of.as_of_at)') }}) as last_day
    from terms
    cross join as_of
    group by terms.customer_id
    having count(distinct terms.currency) > 1 and count(distinct terms.plan_tier) > 1

),

days as (

    select calendar_date from {{ ref('customer_success', 'calendar') }}

),

changes as (

    select
        customer_id,
        started_at as changed_at
    from terms
    union distinct
    select
        customer_id,
        ended_at as changed_at
    from terms
    where ended_at is not null
    union distinct
    select
        several_currencies.customer_id,
        {{ instant_of_local('days.calendar_date') }} as changed_at
    from several_currencies
    inner join days
        on days.calendar_date between several_currencies.first_day and several_currencies.last_day

),

stretched as (

    select
        customer_id,
        changed_at as held_from,
        {{ local_date('changed_at') }} as held_from_day,
        lead(changed_at) over (partition by customer_id order by changed_at) as held_to
    from changes

),

held_from_days as (

    select distinct held_from_day from stretched

),

rates_of_days as (

    select
        held_from_days.held_from_day,
        rates.currency,
        rates.rate
    from held_from_days
    inner join rates
        on held_from_days.held_from_day >= rates.valid_from
        and held_from_days.held_from_day < rates.valid_until

),

held as (

    select
        stretched.customer_id,
        stretched.held_from,
        stretched.held_to,
        terms.plan_tier,
        row_number() over (
            partition by stretched.customer_id, stretched.held_from
            order by {{ convert('terms.recurring_amount', 'rates_of_days.rate') }} desc, terms.plan_tier asc
        ) as rank_of_amount
    from stretched
    inner join terms
        on stretched.customer_id = terms.customer_id
        and stretched.held_from >= terms.started_at
        and (terms.ended_at is null or stretched.held_from < terms.ended_at)
    inner join rates_of_days
        on terms.currency = rates_of_days.currency
        and stretched.held_from_day = rates_of_days.held_from_day

),

final as (

    select
        held.customer_id,
        spells.spell_number,
        held.held_from,
        held.held_to,
        lead(held.held_from) over (partition by held.customer_id order by held.held_from) as remembered_until,
        held.plan_tier,
        held.held_from = spells.started_at as starts_spell,
        coalesce(held.held_to = spells.ended_at, false) as ends_spell
    from held
    inner join spells
        on held.customer_id = spells.customer_id
        and held.held_from >= spells.started_at
        and (spells.ended_at is null or held.held_from < spells.ended_at)
    where held.rank_of_amount = 1

)

select * from final
