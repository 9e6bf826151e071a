{#- Whether a figure misses an expected one: beyond 1e-9 of it, or null on one side only. -#}
{% macro differs(actual, expected) -%}
    (
        ({{ actual }} is null and {{ expected }} is not null)
        or ({{ actual }} is not null and {{ expected }} is null)
        or abs({{ actual }} - {{ expected }}) > 0.000000001 * greatest(1, abs({{ expected }}))
    )
{%- endmacro %}
