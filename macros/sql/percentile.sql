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
