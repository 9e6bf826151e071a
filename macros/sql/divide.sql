{#- The only division of the project: null where the denominator is zero or missing, a double elsewhere. -#}
{% macro safe_divide(numerator, denominator) -%}
    {%- set double = customer_success.type_of('double') -%}
    (cast({{ numerator }} as {{ double }}) / nullif(cast({{ denominator }} as {{ double }}), 0))
{%- endmacro %}


{#- A decimal of 24 places divided by a whole number and rounded half away from zero to 6 places, without
    going through floating point: a seventh digit of exactly 5 must not depend on the machine. -#}
{% macro divide_exactly(amount, whole_number) -%}
    {{ return(adapter.dispatch('divide_exactly', 'customer_success')(amount, whole_number)) }}
{%- endmacro %}

{% macro default__divide_exactly(amount, whole_number) -%}
    cast(round({{ amount }} / nullif({{ whole_number }}, 0), 6) as {{ customer_success.type_of('number') }})
{%- endmacro %}

{#- DuckDB divides decimals as doubles, so the digits are divided as whole numbers; `//` cuts towards zero. -#}
{% macro duckdb__divide_exactly(amount, whole_number) -%}
    {%- set digits -%}
        cast(replace(cast(cast({{ amount }} as decimal(38, 24)) as varchar), '.', '') as hugeint)
    {%- endset -%}
    {%- set divisor = "(cast(" ~ whole_number ~ " as hugeint) * 1000000000000000000)" -%}
    cast(
        cast((2 * {{ digits }} + sign({{ digits }}) * {{ divisor }}) // nullif(2 * {{ divisor }}, 0) as decimal(32, 0))
        * cast(0.000001 as decimal(6, 6))
        as {{ customer_success.type_of('number') }}
    )
{%- endmacro %}
