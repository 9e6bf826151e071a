{#- A target or warning value as a figure of the metric: itself, or the baseline's figure changed by it: by a share of
    its size, or by points where the unit is points. Null where there is no baseline. -#}
{% macro resolved_target(value, target_kind, baseline_value, unit) -%}
    case
        when {{ target_kind }} = 'absolute' then {{ value }}
        when {{ unit }} = 'points' then {{ baseline_value }} + {{ value }}
        else {{ baseline_value }} + {{ value }} * abs({{ baseline_value }})
    end
{%- endmacro %}


{#- How much better a figure is than another one, in its metric's direction; below zero it is worse. -#}
{% macro better_by(value, other_value, direction) -%}
    (case {{ direction }} when 'down' then -1 else 1 end * ({{ value }} - {{ other_value }}))
{%- endmacro %}


{#- How a figure stands to its target: at least as good as target and warning value is met, as neither missed, between
    them at_risk. A figure that is not there, or of a few observations only, is not judged. -#}
{% macro target_status(value, is_small_sample, target_value, warning_value, direction) -%}
    {%- set to_target = customer_success.better_by(value, target_value, direction) -%}
    {%- set to_warning = 'coalesce(' ~ customer_success.better_by(value, warning_value, direction) ~ ', ' ~ to_target ~ ')' -%}
    case
        when {{ value }} is null then 'no_data'
        when {{ target_value }} is null then 'no_target'
        when {{ is_small_sample }} then 'small_sample'
        when {{ to_target }} >= 0 and {{ to_warning }} >= 0 then 'met'
        when {{ to_target }} < 0 and {{ to_warning }} < 0 then 'missed'
        else 'at_risk'
    end
{%- endmacro %}


{#- Where the last six periods lead, in words: a slope that may be chance is steady. -#}
{% macro trend_in_words(slope, slope_significance, direction) -%}
    case
        when {{ slope }} is null then 'unknown'
        when {{ slope_significance }} = 'not_significant' or {{ slope }} = 0 then 'steady'
        when {{ customer_success.better_by(slope, '0', direction) }} > 0 then 'improving'
        else 'worsening'
    end
{%- endmacro %}
