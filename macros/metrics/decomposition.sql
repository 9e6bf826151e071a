{#- Figure of a segment that stands for both periods: the mean of both, or the one there is. -#}
{% macro standing_rate(rate, earlier_rate) -%}
    {{ customer_success.safe_divide(
        'coalesce(' ~ rate ~ ', ' ~ earlier_rate ~ ') + coalesce(' ~ earlier_rate ~ ', ' ~ rate ~ ')', '2'
    ) }}
{%- endmacro %}


{#- Part of a ratio's change that comes from a segment's weight: it grows, and stands above or below the whole. -#}
{% macro mix_part_of_ratio(weight_change, standing_rate, standing_rate_of_all) -%}
    (coalesce({{ standing_rate }} - {{ standing_rate_of_all }}, 0) * ({{ weight_change }}))
{%- endmacro %}

{#- Part of a ratio's change that comes from the segment's own rate, weight aside. `contribution_change`: of its
    numerator over the whole's denominator. -#}
{% macro rate_part_of_ratio(contribution_change, weight_change, standing_rate, standing_rate_of_all) -%}
    ({{ contribution_change }} - coalesce({{ standing_rate }}, {{ standing_rate_of_all }}) * ({{ weight_change }}))
{%- endmacro %}


{#- Part of an additive figure's change that there would be if every segment had grown like the whole. -#}
{% macro volume_part_of_sum(standing_weight, total_volume_change, standing_rate) -%}
    (coalesce({{ standing_rate }}, 0) * {{ standing_weight }} * ({{ total_volume_change }}))
{%- endmacro %}

{#- Part of an additive figure's change that comes from the segment's growing more or less than the whole. -#}
{% macro mix_part_of_sum(volume_change, standing_weight, total_volume_change, standing_rate) -%}
    (coalesce({{ standing_rate }}, 0) * ({{ volume_change }} - {{ standing_weight }} * ({{ total_volume_change }})))
{%- endmacro %}

{#- Part of an additive figure's change that comes from the segment's own figure a head. -#}
{% macro rate_part_of_sum(value_change, volume_change, standing_rate) -%}
    ({{ value_change }} - coalesce({{ standing_rate }}, 0) * ({{ volume_change }}))
{%- endmacro %}
