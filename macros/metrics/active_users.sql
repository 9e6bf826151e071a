{% macro daily_active_users(user_days, days) -%}
    {{ customer_success.safe_divide(user_days, days) }}
{%- endmacro %}

{% macro monthly_active_users(users, is_their_last_day_in_month) -%}
    sum(case when {{ is_their_last_day_in_month }} then {{ users }} else 0 end)
{%- endmacro %}

{% macro stickiness(mean_daily_users, month_users) -%}
    {{ customer_success.safe_divide(mean_daily_users, month_users) }}
{%- endmacro %}
