{#- A number as readers write it: thousands apart, so many decimals, no minus before a zero. -#}
{% macro number_text(value, decimals) -%}
    {{ return(adapter.dispatch('number_text', 'customer_success')(value, decimals)) }}
{%- endmacro %}

{% macro default__number_text(value, decimals) -%}
    trim(to_char(
        round(cast({{ value }} as {{ customer_success.type_of('number') }}), {{ decimals }}),
        '999,999,999,999,990{{ '.' if decimals }}{{ '0' * decimals }}'
    ))
{%- endmacro %}

{% macro duckdb__number_text(value, decimals) -%}
    {%- set double = customer_success.type_of('double') -%}
    format('{:,.{{ decimals }}f}', round(cast({{ value }} as {{ double }}), {{ decimals }}) + 0)
{%- endmacro %}

{% macro spark__number_text(value, decimals) -%}
    format_number(round(cast({{ value }} as {{ customer_success.type_of('number') }}), {{ decimals }}), {{ decimals }})
{%- endmacro %}

{% macro bigquery__number_text(value, decimals) -%}
    {%- set number = 'cast(' ~ value ~ ' as ' ~ customer_success.type_of('number') ~ ')' -%}
    format("%'.{{ decimals }}f", round({{ number }}, {{ decimals }}))
{%- endmacro %}
