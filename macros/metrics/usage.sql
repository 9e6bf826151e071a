{% macro customer_usage_rate(using_customers, customers_served) -%}
    {{ safe_divide(using_customers, customers_served) }}
{%- endmacro %}
