{% macro customer_usage_rate(using_customers, customers_served) -%}
    {{ customer_success.safe_divide(using_customers, customers_served) }}
{%- endmacro %}
