{% macro customer_lifetime_value(annual_profit, lifetime_years, discount_rate) -%}
    ({{ annual_profit }} * {{ customer_success.annuity_factor(lifetime_years, discount_rate) }})
{%- endmacro %}

{% macro customer_lifetime_value_orders(average_order_value, orders_per_year, lifetime_years) -%}
    ({{ average_order_value }} * {{ orders_per_year }} * {{ lifetime_years }})
{%- endmacro %}

{% macro customer_lifetime_value_profit(annual_profit, lifetime_years) -%}
    ({{ annual_profit }} * {{ lifetime_years }})
{%- endmacro %}

{% macro customer_lifetime_value_compounded(annual_profit, lifetime_years, discount_rate) -%}
    ({{ annual_profit }} * {{ lifetime_years }} * power(1 + {{ discount_rate }}, {{ lifetime_years }}))
{%- endmacro %}

{% macro customer_lifetime_value_single_payment(annual_profit, lifetime_years, discount_rate) -%}
    ({{ annual_profit }} * power(1 + {{ discount_rate }}, -({{ lifetime_years }})))
{%- endmacro %}

{% macro annual_profit(revenue, cost_to_serve, customer_years) -%}
    {{ customer_success.safe_divide(revenue ~ ' - ' ~ cost_to_serve, customer_years) }}
{%- endmacro %}

{#- Nobody left: as long as is believed. -#}
{% macro lifetime_years(customer_years, churn_events, cap) -%}
    least(coalesce({{ customer_success.safe_divide(customer_years, churn_events) }}, {{ cap }}), {{ cap }})
{%- endmacro %}

{#- Value today of one a year over the lifetime; the limit at a rate of zero is the lifetime itself. -#}
{% macro annuity_factor(lifetime_years, discount_rate) -%}
    coalesce(
        {{ customer_success.safe_divide('1 - power(1 + ' ~ discount_rate ~ ', -(' ~ lifetime_years ~ '))', discount_rate) }},
        {{ lifetime_years }}
    )
{%- endmacro %}

{#- A segment bears the cost to serve in proportion to its revenue. -#}
{% macro cost_share(cost_to_serve, segment_revenue, whole_revenue) -%}
    ({{ cost_to_serve }} * {{ customer_success.safe_divide(segment_revenue, whole_revenue) }})
{%- endmacro %}
