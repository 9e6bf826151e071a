{% macro customer_satisfaction_rate(satisfied_respondents, respondents) -%}
    {{ customer_success.safe_divide(satisfied_respondents, respondents) }}
{%- endmacro %}

{% macro customer_satisfaction_mean(scaled_score_sum, answers) -%}
    {{ customer_success.safe_divide(scaled_score_sum, answers) }}
{%- endmacro %}

{#- A five-point scale needs no threshold of its own: its top two boxes are satisfied. -#}
{% macro satisfaction_threshold(satisfied_from, scale_min, scale_max) -%}
    coalesce({{ satisfied_from }}, case when {{ scale_max }} - {{ scale_min }} = 4 then {{ scale_max }} - 1 end)
{%- endmacro %}

{% macro scaled_score(score, scale_min, scale_max) -%}
    {{ customer_success.safe_divide(score ~ ' - ' ~ scale_min, scale_max ~ ' - ' ~ scale_min) }}
{%- endmacro %}
