{% macro net_promoter_score(promoters, detractors, respondents) -%}
    (100 * {{ customer_success.safe_divide(promoters ~ ' - ' ~ detractors, respondents) }})
{%- endmacro %}

{% macro net_promoter_count(promoters, detractors) -%}
    ({{ promoters }} - {{ detractors }})
{%- endmacro %}

{% macro net_promoter_score_four_class(very_promoters, detractors, respondents) -%}
    (100 * {{ customer_success.safe_divide(very_promoters ~ ' - ' ~ detractors, respondents) }})
{%- endmacro %}

{% macro is_very_promoter(score) -%}
    ({{ score }} = 10)
{%- endmacro %}

{% macro is_promoter(score) -%}
    ({{ score }} >= 9)
{%- endmacro %}

{% macro is_passive(score) -%}
    ({{ score }} >= 7 and {{ score }} < 9)
{%- endmacro %}

{% macro is_detractor(score) -%}
    ({{ score }} < 7)
{%- endmacro %}
