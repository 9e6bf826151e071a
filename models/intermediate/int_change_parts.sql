{#- How much of a whole's change each segment explains: by volume, mix and rate. -#}
with changes as (

    select * from {{ ref('int_segment_changes') }}
    where segment_name <> 'all'

),

wholes as (

    select * from {{ ref('int_decomposable_changes') }}

),

beside as (

    select
        changes.*,
        wholes.overall_change,
        wholes.not_decomposable_reason,
        changes.lower_part - changes.earlier_lower_part as volume_change,
        wholes.lower_part - wholes.earlier_lower_part as total_volume_change,
        coalesce({{ safe_divide('changes.lower_part', 'wholes.lower_part') }}, 0) as weight,
        coalesce({{ safe_divide('changes.earlier_lower_part', 'wholes.earlier_lower_part') }}, 0) as earlier_weight,
        coalesce({{ safe_divide('changes.upper_part', 'wholes.lower_part') }}, 0) as contribution,
        coalesce({{ safe_divide('changes.earlier_upper_part', 'wholes.earlier_lower_part') }}, 0)
            as earlier_contribution,
        {{ standing_rate(
            safe_divide('changes.upper_part', 'changes.lower_part'),
            safe_divide('changes.earlier_upper_part', 'changes.earlier_lower_part')
        ) }} as standing_rate,
        {{ standing_rate(
            safe_divide('wholes.upper_part', 'wholes.lower_part'),
            safe_divide('wholes.earlier_upper_part', 'wholes.earlier_lower_part')
        ) }} as standing_rate_of_all
    from changes
    inner join wholes
        on changes.metric = wholes.metric
        and changes.period_grain = wholes.period_grain
        and changes.segment_name = wholes.segment_name

),

weighted as (

    select
        *,
        weight - earlier_weight as weight_change,
        contribution - earlier_contribution as contribution_change,
        {{ safe_divide('weight + earlier_weight', '2') }} as standing_weight
    from beside

),

parts as (

    select
        *,
        case additivity
            when 'additive' then {{ volume_part_of_sum('standing_weight', 'total_volume_change', 'standing_rate') }}
            else 0
        end as volume_part,
        case additivity
            when 'additive'
                then {{ mix_part_of_sum('volume_change', 'standing_weight', 'total_volume_change', 'standing_rate') }}
            else {{ mix_part_of_ratio('weight_change', 'standing_rate', 'standing_rate_of_all') }}
        end as mix_part,
        case additivity
            when 'additive'
                then {{ rate_part_of_sum('upper_part - earlier_upper_part', 'volume_change', 'standing_rate') }}
            else {{ rate_part_of_ratio(
                'contribution_change', 'weight_change', 'standing_rate', 'standing_rate_of_all') }}
        end as rate_part
    from weighted

),

final as (

    select
        metric,
        period_grain,
        segment_name,
        segment_value,
        overall_change,
        not_decomposable_reason,
        {%- for part in ['volume_part', 'mix_part', 'rate_part'] %}
        case when not_decomposable_reason is null then {{ part }} end as {{ part }},
        {%- endfor %}
        case when not_decomposable_reason is null then volume_part + mix_part + rate_part end as segment_part
    from parts

)

select * from final
