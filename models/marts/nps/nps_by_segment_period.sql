with spine as (

    select * from {{ ref('int_segment_periods') }}

),

answers as (

    select * from {{ ref('int_survey_answers_classified') }}
    where survey_kind = 'nps'

),

segmented as (

    {{ across_segments('answers',
        ['period_grain', 'period_start', 'is_very_promoter', 'is_promoter', 'is_passive', 'is_detractor']) }}

),

totals as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        count(*) as respondents,
        sum(is_very_promoter) as very_promoters,
        sum(is_promoter) as promoters,
        sum(is_passive) as passives,
        sum(is_detractor) as detractors
    from segmented
    group by period_grain, period_start, segment_name, segment_value

),

counted as (

    select
        spine.period_grain,
        spine.period_start,
        spine.period_end,
        spine.is_complete_period,
        spine.segment_name,
        spine.segment_value,
        cast(coalesce(totals.respondents, 0) as {{ dbt.type_bigint() }}) as respondents,
        cast(coalesce(totals.very_promoters, 0) as {{ dbt.type_bigint() }}) as very_promoters,
        cast(coalesce(totals.promoters, 0) as {{ dbt.type_bigint() }}) as promoters,
        cast(coalesce(totals.passives, 0) as {{ dbt.type_bigint() }}) as passives,
        cast(coalesce(totals.detractors, 0) as {{ dbt.type_bigint() }}) as detractors
    from spine
    left join totals
        on spine.period_grain = totals.period_grain
        and spine.period_start = totals.period_start
        and spine.segment_name = totals.segment_name
        and spine.segment_value = totals.segment_value

),

reasoned as (

    select
        *,
        {{ null_reason('net_promoter_score', [('respondents = 0', 'no_answers')]) }} as net_promoter_score_null_reason,
        {{ null_reason('net_promoter_count', [('respondents = 0', 'no_answers')]) }} as net_promoter_count_null_reason,
        {{ null_reason('net_promoter_score_four_class', [('respondents = 0', 'no_answers')]) }}
            as net_promoter_score_four_class_null_reason
    from counted

),

final as (

    select
        *,
        promoters - detractors as net_promoters,
        very_promoters - detractors as net_very_promoters,
        {{ unless_null('net_promoter_score', net_promoter_score('promoters', 'detractors', 'respondents')) }}
            as net_promoter_score,
        {{ unless_null('net_promoter_score', net_promoter_low('promoters', 'detractors', 'respondents')) }}
            as net_promoter_score_interval_low,
        {{ unless_null('net_promoter_score', net_promoter_high('promoters', 'detractors', 'respondents')) }}
            as net_promoter_score_interval_high,
        {{ unless_null('net_promoter_count', net_promoter_count('promoters', 'detractors')) }} as net_promoter_count,
        {{ unless_null('net_promoter_score_four_class',
            net_promoter_score_four_class('very_promoters', 'detractors', 'respondents')) }}
            as net_promoter_score_four_class,
        {{ unless_null('net_promoter_score_four_class',
            net_promoter_low('very_promoters', 'detractors', 'respondents')) }}
            as net_promoter_score_four_class_interval_low,
        {{ unless_null('net_promoter_score_four_class',
            net_promoter_high('very_promoters', 'detractors', 'respondents')) }}
            as net_promoter_score_four_class_interval_high
    from reasoned

)

select * from final
