{#- CTEs up to `followed` (account_id, end_id), from a relation of (account_id, follows_id) whose ends follow
    themselves. A chain doubles the way it has been followed with every step: six reach 64 links deep. -#}
{% macro followed_to_the_end(first_steps) -%}
    {{ return(adapter.dispatch('followed_to_the_end', 'customer_success')(first_steps)) }}
{%- endmacro %}

{% macro default__followed_to_the_end(first_steps) -%}
    {%- set doublings = 6 -%}
followed_0 as (

    select
        account_id,
        follows_id as end_id
    from {{ first_steps }}

),
{% for doubling in range(1, doublings + 1) %}
{{ 'followed' if doubling == doublings else 'followed_' ~ doubling }} as (

    select
        here.account_id,
        there.end_id
    from followed_{{ doubling - 1 }} as here
    inner join followed_{{ doubling - 1 }} as there
        on here.end_id = there.account_id

)
{%- if not loop.last %},
{% endif %}
{%- endfor %}
{%- endmacro %}

{#- Spark writes a CTE out wherever it is read, 64 times here. Accounts that follow another are few. -#}
{% macro spark__followed_to_the_end(first_steps) -%}
steps as (

    select map_from_entries(collect_list(struct(account_id, follows_id))) as followed_ids
    from {{ first_steps }}
    where account_id <> follows_id

),

followed as (

    select
        first_steps.account_id,
        aggregate(
            sequence(1, 64), first_steps.account_id, (reached, step) -> coalesce(steps.followed_ids[reached], reached)
        ) as end_id
    from {{ first_steps }} as first_steps
    cross join steps

)
{%- endmacro %}
