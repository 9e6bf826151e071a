{#- Kaplan-Meier estimate of the share still there: the product, over a window ordered by time, of the shares that
    survive each time. A product of shares is the exponential of the sum of their logarithms; 0 has none. -#}
{% macro kaplan_meier(lost, at_risk, window) -%}
    {%- set survives = customer_success.safe_divide(at_risk ~ ' - ' ~ lost, at_risk) -%}
    case
        when max(case when {{ lost }} >= {{ at_risk }} and {{ lost }} > 0 then 1 else 0 end) over ({{ window }}) = 1
            then cast(0 as {{ customer_success.type_of('double') }})
        else exp(sum(case when {{ lost }} > 0 and {{ lost }} < {{ at_risk }} then ln({{ survives }}) else 0 end)
            over ({{ window }}))
    end
{%- endmacro %}

{#- Greenwood's variance of the Kaplan-Meier estimate as a share of its square: the sum of lost / (at risk x (at risk
    - lost)); null once nobody is left. -#}
{% macro greenwood(lost, at_risk, window) -%}
    case
        when max(case when {{ lost }} >= {{ at_risk }} and {{ lost }} > 0 then 1 else 0 end) over ({{ window }}) = 0
            then sum(coalesce(
                {{ customer_success.safe_divide(lost, at_risk ~ ' * (' ~ at_risk ~ ' - ' ~ lost ~ ')') }}, 0
            )) over ({{ window }})
    end
{%- endmacro %}

{#- Lower end of the 95 % interval of a survival share, on the log-log scale, so that it stays within 0 and 1; null
    where nobody, or everybody, was lost. -#}
{% macro survival_low(survival_share, relative_variance) -%}
    {{ customer_success.survival_bound(survival_share, relative_variance, '') }}
{%- endmacro %}

{#- Upper end of the same interval. -#}
{% macro survival_high(survival_share, relative_variance) -%}
    {{ customer_success.survival_bound(survival_share, relative_variance, '-') }}
{%- endmacro %}

{% macro survival_bound(survival_share, relative_variance, sign) -%}
    case when {{ survival_share }} > 0 and {{ survival_share }} < 1 then
        power({{ survival_share }}, exp({{ sign }}{{ customer_success.z_95() }} * {{ customer_success.safe_divide(
            'sqrt(' ~ relative_variance ~ ')', 'abs(ln(' ~ survival_share ~ '))'
        ) }}))
    end
{%- endmacro %}
