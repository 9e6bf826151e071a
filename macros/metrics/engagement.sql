{% macro customer_engagement_rate(engaged_customers, customers_served) -%}
    {{ customer_success.safe_divide(engaged_customers, customers_served) }}
{%- endmacro %}
