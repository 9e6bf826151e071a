{#- CTEs up to `taken` (subscription_id, place), from a relation of versions (subscription_id, place, started_at, ended_at)
    that are in order by their places: the first one of a subscription, then each first one that starts when the last
    one taken has ended. -#}
{% macro taken_in_order(versions) -%}
    {{ return(adapter.dispatch('taken_in_order', 'customer_success')(versions)) }}
{%- endmacro %}

{#- The steps double: ten reach 1024 versions. -#}
{% macro default__taken_in_order(versions) -%}
    {%- set doublings = 10 -%}
steps_0 as (

    select
        accepted.subscription_id,
        accepted.place,
        min(later.place) as next_place
    from {{ versions }} as accepted
    inner join {{ versions }} as later
        on accepted.subscription_id = later.subscription_id
        and accepted.place < later.place
        and accepted.ended_at <= later.started_at
    group by accepted.subscription_id, accepted.place

),

taken_0 as (

    select
        subscription_id,
        place
    from {{ versions }}
    where place = 1

),
{% for doubling in range(1, doublings + 1) %}
{{ 'taken' if doubling == doublings else 'taken_' ~ doubling }} as (

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

)
{%- if not loop.last %},

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
{% endif %}
{%- endfor %}
{%- endmacro %}

{#- Spark writes a CTE out wherever it is read, a thousand times here. Versions of one subscription are few. -#}
{% macro spark__taken_in_order(versions) -%}
taken as (

    select
        subscription_id,
        explode(aggregate(
            array_sort(collect_list(struct(place, started_at, ended_at))),
            struct(cast(array() as array<int>) as places, cast('0001-01-01' as timestamp) as taken_until),
            (taken, version) -> case
                when version.started_at >= taken.taken_until then struct(
                    array_append(taken.places, version.place) as places,
                    coalesce(version.ended_at, cast('9999-12-31' as timestamp)) as taken_until
                )
                else taken
            end,
            taken -> taken.places
        )) as place
    from {{ versions }}
    group by subscription_id

)
{%- endmacro %}
