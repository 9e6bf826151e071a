{% macro risk_contribution(feature_value, mean, scale, coefficient, missing_coefficient) -%}
    case
        when {{ feature_value }} is null then {{ missing_coefficient }}
        else {{ coefficient }} * {{ customer_success.safe_divide(feature_value ~ ' - ' ~ mean, scale) }}
    end
{%- endmacro %}


{#- Beyond 30 either way nothing but the engine's largest number would change. -#}
{% macro churn_probability(log_odds) -%}
    {{ customer_success.safe_divide(1, '1 + exp(-greatest(-30, least(30, ' ~ log_odds ~ ')))') }}
{%- endmacro %}
