{#- z of a two-sided 95 % interval. -#}
{% macro z_95() -%}
    cast(1.959964 as {{ customer_success.type_of('double') }})
{%- endmacro %}

{% macro z_squared() -%}
    ({{ customer_success.z_95() }} * {{ customer_success.z_95() }})
{%- endmacro %}


{#- Lower bound of the Wilson interval of `part` among `whole`; null where there is nobody. -#}
{% macro wilson_low(part, whole) -%}
    case when {{ whole }} > 0 then
        greatest(0, {{ customer_success.wilson_centre(part, whole) }} - {{ customer_success.wilson_margin(part, whole) }})
    end
{%- endmacro %}

{#- Upper bound of the Wilson interval of `part` among `whole`; null where there is nobody. -#}
{% macro wilson_high(part, whole) -%}
    case when {{ whole }} > 0 then
        least(1, {{ customer_success.wilson_centre(part, whole) }} + {{ customer_success.wilson_margin(part, whole) }})
    end
{%- endmacro %}

{% macro wilson_centre(part, whole) -%}
    {{ customer_success.safe_divide(
        part ~ ' + ' ~ customer_success.z_squared() ~ ' / 2',
        whole ~ ' + ' ~ customer_success.z_squared()
    ) }}
{%- endmacro %}

{% macro wilson_margin(part, whole) -%}
    {{ customer_success.safe_divide(
        customer_success.z_95() ~ ' * sqrt('
        ~ 'greatest(0, ' ~ part ~ ' * ' ~ customer_success.safe_divide(whole ~ ' - ' ~ part, whole) ~ ')'
        ~ ' + ' ~ customer_success.z_squared() ~ ' / 4)',
        whole ~ ' + ' ~ customer_success.z_squared()
    ) }}
{%- endmacro %}


{#- Lower bound of the adjusted Wald interval of a net promoter score, never above the score itself. -#}
{% macro net_promoter_low(promoters, detractors, respondents) -%}
    case when {{ respondents }} > 0 then least(
        {{ customer_success.net_promoter_score(promoters, detractors, respondents) }},
        greatest(-100, 100 * (
            {{ customer_success.adjusted_net_share(promoters, detractors, respondents) }}
            - {{ customer_success.adjusted_margin(promoters, detractors, respondents) }}
        ))
    ) end
{%- endmacro %}

{#- Upper bound of the adjusted Wald interval of a net promoter score, never below the score itself. -#}
{% macro net_promoter_high(promoters, detractors, respondents) -%}
    case when {{ respondents }} > 0 then greatest(
        {{ customer_success.net_promoter_score(promoters, detractors, respondents) }},
        least(100, 100 * (
            {{ customer_success.adjusted_net_share(promoters, detractors, respondents) }}
            + {{ customer_success.adjusted_margin(promoters, detractors, respondents) }}
        ))
    ) end
{%- endmacro %}

{#- Three pseudo-answers, three quarters of one to each side: five promoters of five are not certainty. -#}
{% macro adjusted_net_share(promoters, detractors, respondents) -%}
    {{ customer_success.safe_divide(promoters ~ ' - ' ~ detractors, respondents ~ ' + 3') }}
{%- endmacro %}

{% macro adjusted_margin(promoters, detractors, respondents) -%}
    {%- set decided_share = customer_success.safe_divide(promoters ~ ' + ' ~ detractors ~ ' + 1.5', respondents ~ ' + 3') -%}
    {%- set net_share = customer_success.adjusted_net_share(promoters, detractors, respondents) -%}
    {%- set variance = decided_share ~ ' - ' ~ net_share ~ ' * ' ~ net_share -%}
    ({{ customer_success.z_95() }} * sqrt(greatest(0, {{ customer_success.safe_divide(variance, respondents ~ ' + 3') }})))
{%- endmacro %}
