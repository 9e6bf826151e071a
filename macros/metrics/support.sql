{% macro first_response_time_hours(response_hours) -%}
    {{ percentile(response_hours, 0.5) }}
{%- endmacro %}

{#- Null, not zero, while nobody has answered. -#}
{% macro response_hours(opened_at, first_responded_at) -%}
    {{ safe_divide(seconds_between(opened_at, first_responded_at), 3600) }}
{%- endmacro %}
