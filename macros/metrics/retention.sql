{% macro customer_retention_rate(retained_customers, customers_at_start) -%}
    {{ safe_divide(retained_customers, customers_at_start) }}
{%- endmacro %}

{% macro customer_retention_now_over_before(customers_at_end, customers_at_start) -%}
    {{ safe_divide(customers_at_end, customers_at_start) }}
{%- endmacro %}

{% macro customer_retention_symmetric(customers_at_end, new_customers) -%}
    {{ safe_divide(customers_at_end ~ ' - ' ~ new_customers, customers_at_end ~ ' + ' ~ new_customers) }}
{%- endmacro %}
