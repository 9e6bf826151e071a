{% macro customer_retention_rate(retained_customers, customers_at_start) -%}
    {{ customer_success.safe_divide(retained_customers, customers_at_start) }}
{%- endmacro %}

{% macro customer_retention_now_over_before(customers_at_end, customers_at_start) -%}
    {{ customer_success.safe_divide(customers_at_end, customers_at_start) }}
{%- endmacro %}

{% macro customer_retention_symmetric(customers_at_end, new_customers) -%}
    {{ customer_success.safe_divide(
        customers_at_end ~ ' - ' ~ new_customers,
        customers_at_end ~ ' + ' ~ new_customers
    ) }}
{%- endmacro %}
