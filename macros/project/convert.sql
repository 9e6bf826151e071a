{#- An amount in the reporting currency: times that day's rate, rounded half away from zero to 6 places. -#}
{% macro convert(amount, rate) -%}
    cast({{ amount }} * {{ rate }} as {{ type_of('number') }})
{%- endmacro %}
