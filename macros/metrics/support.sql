{% macro first_response_time_hours(response_hours) -%}
    {{ customer_success.percentile(response_hours, 0.5) }}
{%- endmacro %}

{#- Null, not zero, while nobody has answered. -#}
{% macro response_hours(opened_at, first_responded_at) -%}
    {{ customer_success.safe_divide(customer_success.seconds_between(opened_at, first_responded_at), 3600) }}
{%- endmacro %}
