{#- The metrics as a tree, critical success factor by critical success factor, and what moved each: of the change
    between the two latest complete periods, what each segment explains. -#}
with scorecard as (

    select * from {{ ref('metric_scorecard') }}

),

parts as (

    select * from {{ ref('int_change_parts') }}

),

final as (

    select
        {{ dbt.concat([
            'scorecard.critical_success_factor', "' / '", 'scorecard.level', "' / '", 'scorecard.domain', "' / '",
            'scorecard.metric',
            "case when scorecard.segment_name = 'all' then '' else ' / ' || scorecard.segment_name || ' / ' "
            ~ "|| scorecard.segment_value end"
        ]) }} as tree_path,
        scorecard.critical_success_factor,
        scorecard.level,
        case scorecard.level when 'overall' then 1 when 'business_domain' then 2 else 3 end as level_number,
        scorecard.domain,
        scorecard.metric,
        scorecard.label,
        scorecard.label_zh,
        scorecard.period_grain,
        scorecard.period_start,
        scorecard.period_end,
        scorecard.segment_name,
        scorecard.segment_value,
        scorecard.metric_value,
        scorecard.previous_value,
        scorecard.previous_change,
        scorecard.previous_change_significance,
        scorecard.target_status,
        scorecard.owner,
        case
            when scorecard.segment_name = 'all' then 'whole'
            when parts.not_decomposable_reason is null then 'decomposed'
            else 'not_decomposable'
        end as decomposition,
        parts.not_decomposable_reason,
        coalesce(parts.overall_change, scorecard.previous_change) as overall_change,
        parts.volume_part,
        parts.mix_part,
        parts.rate_part,
        parts.segment_part,
        {{ safe_divide('parts.volume_part', 'parts.overall_change') }} as volume_share,
        {{ safe_divide('parts.mix_part', 'parts.overall_change') }} as mix_share,
        {{ safe_divide('parts.rate_part', 'parts.overall_change') }} as rate_share,
        {{ safe_divide('parts.segment_part', 'parts.overall_change') }} as segment_share,
        scorecard.direction,
        scorecard.unit,
        scorecard.display_format,
        scorecard.currency
    from scorecard
    left join parts
        on scorecard.metric = parts.metric
        and scorecard.period_grain = parts.period_grain
        and scorecard.segment_name = parts.segment_name
        and scorecard.segment_value = parts.segment_value

)

select * from final
