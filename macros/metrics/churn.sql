{% macro customer_churn_rate(churned_customers, customers_at_start) -%}
    {{ customer_success.safe_divide(churned_customers, customers_at_start) }}
{%- endmacro %}
