{#- Where the curve of those who still wait comes down to a half; a product of fractions may miss it by a hair. -#}
{% macro time_to_first_value_days(days_observed, waiting_share) -%}
    min(case when {{ waiting_share }} <= 0.5 + 0.000000001 then {{ days_observed }} end)
{%- endmacro %}

{#- Value before money first flowed is there from the first day. -#}
{% macro days_to_value(first_activated_at, reached_at) -%}
    greatest(0, {{ customer_success.safe_divide(customer_success.seconds_between(first_activated_at, reached_at), 86400) }})
{%- endmacro %}

{#- Share that has reached its value within so many days: 1 less the curve there. -#}
{% macro reached_within(horizon_days, days_observed, waiting_share) -%}
    1 - coalesce(min(case when {{ days_observed }} <= {{ horizon_days }} then {{ waiting_share }} end), 1)
{%- endmacro %}
