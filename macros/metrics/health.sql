{#- The six inputs of the score, each with an intermediate model int_health_<input>. -#}
{% macro health_input_names() %}
    {% do return([
        'usage_trend', 'satisfaction', 'support_load', 'payment_behaviour', 'tenure_and_renewal', 'engagement',
    ]) %}
{% endmacro %}


{% macro usage_trend(usage_quantity, days, usage_quantity_before, days_before) -%}
    case
        when {{ usage_quantity_before }} > 0 then least(1, {{ customer_success.safe_divide(
            customer_success.safe_divide(usage_quantity, days),
            customer_success.safe_divide(usage_quantity_before, days_before)
        ) }})
        when {{ usage_quantity }} > 0 then 1
        else 0
    end
{%- endmacro %}


{% macro satisfaction(promoters, passives, satisfied_respondents, answers) -%}
    {{ customer_success.safe_divide(promoters ~ ' + 0.5 * ' ~ passives ~ ' + ' ~ satisfied_respondents, answers) }}
{%- endmacro %}


{% macro support_load(tickets_opened, heavy_support_tickets) -%}
    1 - least(1, {{ customer_success.safe_divide(tickets_opened, heavy_support_tickets) }})
{%- endmacro %}


{% macro payment_behaviour(invoices_paid_in_time, invoices_due) -%}
    {{ customer_success.safe_divide(invoices_paid_in_time, invoices_due) }}
{%- endmacro %}


{% macro tenure_and_renewal(tenure_days, settled_after_days, committed_mrr, contracted_mrr) -%}
    least(1, {{ customer_success.safe_divide(tenure_days, settled_after_days) }})
        * coalesce({{ customer_success.safe_divide(committed_mrr, contracted_mrr) }}, 1)
{%- endmacro %}


{% macro engagement(months_engaged, months_served) -%}
    {{ customer_success.safe_divide(months_engaged, months_served) }}
{%- endmacro %}


{% macro health_band(score, healthy_from, watch_from) -%}
    case
        when {{ score }} >= {{ healthy_from }} then 'healthy'
        when {{ score }} >= {{ watch_from }} then 'watch'
        when {{ score }} is not null then 'at_risk'
    end
{%- endmacro %}
