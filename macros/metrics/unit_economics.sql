{% macro ltv_to_cac_ratio(customer_lifetime_value, customer_acquisition_cost) -%}
    {{ customer_success.safe_divide(customer_lifetime_value, customer_acquisition_cost) }}
{%- endmacro %}

{#- Who earns nothing never pays back: no figure, rather than a negative number of months. -#}
{% macro cac_payback_months(customer_acquisition_cost, average_revenue_per_account, gross_margin) -%}
    {{ customer_success.safe_divide(
        customer_acquisition_cost, 'greatest(' ~ average_revenue_per_account ~ ' * ' ~ gross_margin ~ ', 0)'
    ) }}
{%- endmacro %}

{% macro gross_margin(revenue, cost_to_serve) -%}
    {{ customer_success.safe_divide(revenue ~ ' - ' ~ cost_to_serve, revenue) }}
{%- endmacro %}
