{% macro customer_churn_rate(churned_customers, customers_at_start) -%}
    {{ safe_divide(churned_customers, customers_at_start) }}
{%- endmacro %}
