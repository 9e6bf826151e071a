{% macro cohort_customer_retention(active_customers, cohort_customers) -%}
    {{ customer_success.safe_divide(active_customers, cohort_customers) }}
{%- endmacro %}

{% macro cohort_revenue_retention(mrr, cohort_mrr) -%}
    {{ customer_success.safe_divide(mrr, cohort_mrr) }}
{%- endmacro %}
