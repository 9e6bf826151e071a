{% macro customer_churn_rate(churned_customers, customers_at_start) -%}
    {{ customer_success.safe_divide(churned_customers, customers_at_start) }}
{%- endmacro %}

{#- Who is new and lost within one period counts as lost, or does not: a policy. -#}
{% macro lost_customers(churned_customers, new_and_lost_customers) -%}
    {%- if customer_success.policy('new_and_lost_policy') == 'counted' -%}
    ({{ churned_customers }} + {{ new_and_lost_customers }})
    {%- else -%}
    {{ churned_customers }}
    {%- endif -%}
{%- endmacro %}

{#- What churn is divided by: a policy. -#}
{% macro churn_base_customers(customers_at_start, new_customers) -%}
    {%- if customer_success.policy('churn_rate_base') == 'opening_and_new' -%}
    ({{ customers_at_start }} + {{ new_customers }})
    {%- else -%}
    {{ customers_at_start }}
    {%- endif -%}
{%- endmacro %}
