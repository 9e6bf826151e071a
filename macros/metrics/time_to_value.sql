{#- Where the curve of those who still wait comes down to a half; a product of fractions may miss it by a hair. -#}
{% macro time_to_first_value_days(days_observed, waiting_share) -%}
    min(case when {{ waiting_share }} <= 0.5 + 0.000000001 then {{ days_observed }} end)
{%- endmacro %}

{#- Value before money first flowed is there from the first day. -#}
{% macro days_to_value(first_activated_at, reached_at) -%}
    greatest(0, {{ customer_success.safe_divide(customer_success.seconds_between(first_activated_at, reached_at), 86400) }})
{%- endmacro %}

{#- Kaplan-Meier's product of (1 - reaching / waiting) up to each time, by logarithms; none is left where all reach. -#}
{% macro waiting_share(customers_reaching, customers_waiting, partition_by, order_by) -%}
    {%- set until_then -%}
        over (
            partition by {{ partition_by | join(', ') }} order by {{ order_by }}
            rows between unbounded preceding and current row
        )
    {%- endset -%}
    {%- set left = customer_success.safe_divide(customers_waiting ~ ' - ' ~ customers_reaching, customers_waiting) -%}
    case
        when min({{ customers_waiting }} - {{ customers_reaching }}) {{ until_then }} = 0 then 0
        else exp(sum(ln(case when {{ customers_waiting }} > {{ customers_reaching }} then {{ left }} end)) {{ until_then }})
    end
{%- endmacro %}

{#- Share that has reached its value within so many days: 1 less the curve there. -#}
{% macro reached_within(horizon_days, days_observed, waiting_share) -%}
    1 - coalesce(min(case when {{ days_observed }} <= {{ horizon_days }} then {{ waiting_share }} end), 1)
{%- endmacro %}
