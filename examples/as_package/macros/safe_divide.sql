{#- Theirs: zero instead of null. The package keeps its own. -#}
{% macro safe_divide(numerator, denominator) -%}
    coalesce({{ numerator }} / nullif({{ denominator }}, 0), 0)
{%- endmacro %}
