{% macro customer_acquisition_cost(acquisition_spend, new_customers) -%}
    {{ customer_success.safe_divide(acquisition_spend, new_customers) }}
{%- endmacro %}

{% macro new_customer_growth_rate(new_customers, previous_new_customers) -%}
    {{ customer_success.safe_divide(new_customers ~ ' - ' ~ previous_new_customers, previous_new_customers) }}
{%- endmacro %}
