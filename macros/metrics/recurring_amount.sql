{#- Recurring amount of a subscription version a month: quantity x price x (1 - discount) / months billed. -#}
{% macro recurring_amount(quantity, unit_amount, discount_rate, billing_interval, interval_count) -%}
    {{ customer_success.divide_exactly(
        'cast(' ~ quantity ~ ' as ' ~ customer_success.type_of('number') ~ ') * ' ~ unit_amount
        ~ ' * cast(1 - ' ~ discount_rate ~ ' as ' ~ customer_success.type_of('number') ~ ')'
        ~ ' * ' ~ customer_success.days_a_month(billing_interval),
        interval_count ~ ' * ' ~ customer_success.units_an_interval(billing_interval)
    ) }}
{%- endmacro %}

{#- 365.2425 / 12 days a month for intervals counted in days, 1 for those counted in months. -#}
{% macro days_a_month(billing_interval) -%}
    case when {{ billing_interval }} in ('day', 'week') then {{ customer_success.mean_days_a_month() }} else 1 end
{%- endmacro %}

{#- 365.2425 / 12. -#}
{% macro mean_days_a_month() -%}
    cast(30.436875 as {{ customer_success.type_of('number') }})
{%- endmacro %}

{#- Days in a week, months in a year. -#}
{% macro units_an_interval(billing_interval) -%}
    case {{ billing_interval }} when 'week' then 7 when 'year' then 12 else 1 end
{%- endmacro %}
