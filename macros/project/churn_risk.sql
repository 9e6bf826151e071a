{#- The days within which a customer is asked to have left. -#}
{% macro churn_risk_horizon_days() -%}
    {{ return(90) }}
{%- endmacro %}


{#- What a churn risk is read from. -#}
{% macro churn_risk_features() %}
    {% do return([
        'usage_trend', 'days_since_use', 'tickets_opened', 'survey_score', 'invoices_overdue', 'tenure_days',
        'days_to_renewal', 'has_contracted',
    ]) %}
{% endmacro %}


{#- An instant that no row of a feed was known before: it happened, and it arrived. -#}
{% macro known_from(happened_at, received_at) -%}
    greatest({{ happened_at }}, coalesce({{ received_at }}, {{ happened_at }}))
{%- endmacro %}
