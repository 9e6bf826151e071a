{#- z of a two-sided 95 % interval. -#}
{% macro z_95() -%}
    cast(1.959964 as {{ type_of('double') }})
{%- endmacro %}

{% macro z_squared() -%}
    ({{ z_95() }} * {{ z_95() }})
{%- endmacro %}


{#- Lower bound of the Wilson interval of `part` among `whole`; null where there is nobody. -#}
{% macro wilson_low(part, whole) -%}
    case when {{ whole }} > 0 then greatest(0, {{ wilson_centre(part, whole) }} - {{ wilson_margin(part, whole) }}) end
{%- endmacro %}

{#- Upper bound of the Wilson interval of `part` among `whole`; null where there is nobody. -#}
{% macro wilson_high(part, whole) -%}
    case when {{ whole }} > 0 then least(1, {{ wilson_centre(part, whole) }} + {{ wilson_margin(part, whole) }}) end
{%- endmacro %}

{% macro wilson_centre(part, whole) -%}
    {{ safe_divide(part ~ ' + ' ~ z_squared() ~ ' / 2', whole ~ ' + ' ~ z_squared()) }}
{%- endmacro %}

{% macro wilson_margin(part, whole) -%}
    {{ safe_divide(
        z_95() ~ ' * sqrt(greatest(0, ' ~ part ~ ' * ' ~ safe_divide(whole ~ ' - ' ~ part, whole) ~ ') + ' ~ z_squared() ~ ' / 4)',
        whole ~ ' + ' ~ z_squared()
    ) }}
{%- endmacro %}


{#- Lower bound of the adjusted Wald interval of a net promoter score, never above the score itself. -#}
{% macro net_promoter_low(promoters, detractors, respondents) -%}
    case when {{ respondents }} > 0 then least(
        {{ net_promoter_score(promoters, detractors, respondents) }},
        greatest(-100, 100 * ({{ adjusted_net_share(promoters, detractors, respondents) }} - {{ adjusted_margin(promoters, detractors, respondents) }}))
    ) end
{%- endmacro %}

{#- Upper bound of the adjusted Wald interval of a net promoter score, never below the score itself. -#}
{% macro net_promoter_high(promoters, detractors, respondents) -%}
    case when {{ respondents }} > 0 then greatest(
        {{ net_promoter_score(promoters, detractors, respondents) }},
        least(100, 100 * ({{ adjusted_net_share(promoters, detractors, respondents) }} + {{ adjusted_margin(promoters, detractors, respondents) }}))
    ) end
{%- endmacro %}

{#- Three pseudo-answers, three quarters of one to each side: five promoters of five are not certainty. -#}
{% macro adjusted_net_share(promoters, detractors, respondents) -%}
    {{ safe_divide(promoters ~ ' - ' ~ detractors, respondents ~ ' + 3') }}
{%- endmacro %}

{% macro adjusted_margin(promoters, detractors, respondents) -%}
    {%- set decided_share = safe_divide(promoters ~ ' + ' ~ detractors ~ ' + 1.5', respondents ~ ' + 3') -%}
    {%- set net_share = adjusted_net_share(promoters, detractors, respondents) -%}
    ({{ z_95() }} * sqrt(greatest(0, {{ safe_divide(decided_share ~ ' - ' ~ net_share ~ ' * ' ~ net_share, respondents ~ ' + 3') }})))
{%- endmacro %}
