{% macro average_order_value(revenue, orders) -%}
    {{ customer_success.safe_divide(revenue, orders) }}
{%- endmacro %}

{% macro orders_per_customer_year(orders, customer_years) -%}
    {{ customer_success.safe_divide(orders, customer_years) }}
{%- endmacro %}

{% macro repeat_purchase_rate(repeat_buyers, buyers) -%}
    {{ customer_success.safe_divide(repeat_buyers, buyers) }}
{%- endmacro %}
