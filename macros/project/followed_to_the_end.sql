{#- CTEs up to `followed` (account_id, end_id), from a relation of (account_id, follows_id) whose ends follow
    themselves. A chain doubles the way it has been followed with every step: six reach 64 links deep. -#}
{% macro followed_to_the_end(first_steps) -%}
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
