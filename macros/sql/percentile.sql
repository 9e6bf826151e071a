{#- Interpolated percentile of a group (aggregate): `share` 0.5 is the median; null values do not count. -#}
{% macro percentile(value, share) -%}
    {{ return(adapter.dispatch('percentile', 'customer_success')(value, share)) }}
{%- endmacro %}

{% macro default__percentile(value, share) -%}
    percentile_cont({{ share }}) within group (order by {{ value }})
{%- endmacro %}

{% macro spark__percentile(value, share) -%}
    percentile({{ value }}, {{ share }})
{%- endmacro %}

{#- BigQuery has it over windows only: here from the values in order, between the two around the share. -#}
{% macro bigquery__percentile(value, share) -%}
    {%- set place = '(' ~ share ~ ' * (count(' ~ value ~ ') - 1))' -%}
    {%- set sorted = 'array_agg(' ~ value ~ ' ignore nulls order by ' ~ value ~ ')' -%}
    {%- set below = sorted ~ '[safe_offset(cast(floor' ~ place ~ ' as int64))]' -%}
    {%- set above = sorted ~ '[safe_offset(cast(ceil' ~ place ~ ' as int64))]' -%}
    ({{ below }} + ({{ above }} - {{ below }}) * ({{ place }} - floor{{ place }}))
{%- endmacro %}
