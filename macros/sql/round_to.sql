{#- A double rounded to so many decimal places. -#}
{% macro round_to(value, places) -%}
    {{ return(adapter.dispatch('round_to', 'customer_success')(value, places)) }}
{%- endmacro %}

{% macro default__round_to(value, places) -%}
    round({{ value }}, {{ places }})
{%- endmacro %}

{#- PostgreSQL rounds decimals only. -#}
{% macro postgres__round_to(value, places) -%}
    cast(round(cast({{ value }} as decimal), {{ places }}) as double precision)
{%- endmacro %}
