{% macro risk_contribution(feature_value, mean, scale, coefficient, missing_coefficient) -%}
    case
        when {{ feature_value }} is null then {{ missing_coefficient }}
        else {{ coefficient }} * {{ customer_success.safe_divide(feature_value ~ ' - ' ~ mean, scale) }}
    end
{%- endmacro %}


{#- Beyond 30 either way only the engine's limits would show. Of nothing `least` would make 30. -#}
{% macro churn_probability(log_odds) -%}
    case when {{ log_odds }} is not null then
        {{ customer_success.safe_divide(1, '1 + exp(-greatest(-30, least(30, ' ~ log_odds ~ ')))') }}
    end
{%- endmacro %}
