{#- The change of each metric as a whole, and for each segment dimension whether its values account for it. -#}
with changes as (

    select * from {{ ref('int_segment_changes') }}

),

wholes as (

    select * from changes
    where segment_name = 'all'

),

dimensions as (

    select
        metric,
        period_grain,
        segment_name,
        sum(upper_part) as upper_part,
        sum(lower_part) as lower_part,
        sum(earlier_upper_part) as earlier_upper_part,
        sum(earlier_lower_part) as earlier_lower_part
    from changes
    where segment_name <> 'all'
    group by metric, period_grain, segment_name

),

final as (

    select
        dimensions.metric,
        dimensions.period_grain,
        dimensions.segment_name,
        wholes.additivity,
        wholes.metric_value - wholes.earlier_metric_value as overall_change,
        wholes.upper_part,
        wholes.lower_part,
        wholes.earlier_upper_part,
        wholes.earlier_lower_part,
        case
            when wholes.additivity = 'non_additive' then 'non_additive'
            when wholes.metric_value is null or wholes.earlier_metric_value is null then 'no_figure'
            {%- for part in ['upper_part', 'lower_part', 'earlier_upper_part', 'earlier_lower_part'] %}
            when abs(dimensions.{{ part }} - wholes.{{ part }}) > 0.000001 * greatest(1, abs(wholes.{{ part }}))
                then 'segments_do_not_add_up'
            {%- endfor %}
        end as not_decomposable_reason
    from dimensions
    inner join wholes
        on dimensions.metric = wholes.metric
        and dimensions.period_grain = wholes.period_grain

)

select * from final
