{% macro customer_engagement_rate(engaged_customers, customers_served) -%}
    {{ safe_divide(engaged_customers, customers_served) }}
{%- endmacro %}
