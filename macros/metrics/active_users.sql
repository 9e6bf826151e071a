{% macro daily_active_users(user_days, days) -%}
    {{ customer_success.safe_divide(user_days, days) }}
{%- endmacro %}

{% macro monthly_active_users(user_id, is_in_month) -%}
    count(distinct case when {{ is_in_month }} then {{ user_id }} end)
{%- endmacro %}

{% macro stickiness(mean_daily_users, month_users) -%}
    {{ customer_success.safe_divide(mean_daily_users, month_users) }}
{%- endmacro %}
