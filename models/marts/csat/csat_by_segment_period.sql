with spine as (

    select * from {{ ref('int_segment_periods') }}

),

answers as (

    select * from {{ ref('int_survey_answers_classified') }}
    where survey_kind = 'csat'

),

segmented as (

    {{ across_segments('answers', ['period_grain', 'period_start', 'is_satisfied', 'scaled_score']) }}

),

totals as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        count(*) as satisfaction_answers,
        count(is_satisfied) as satisfaction_respondents,
        sum(is_satisfied) as satisfied_respondents,
        sum(scaled_score) as scaled_score_sum
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
        cast(coalesce(totals.satisfaction_answers, 0) as {{ dbt.type_bigint() }}) as satisfaction_answers,
        cast(coalesce(totals.satisfaction_respondents, 0) as {{ dbt.type_bigint() }}) as satisfaction_respondents,
        cast(coalesce(totals.satisfied_respondents, 0) as {{ dbt.type_bigint() }}) as satisfied_respondents,
        coalesce(totals.scaled_score_sum, 0) as scaled_score_sum
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
        {{ null_reason('customer_satisfaction_rate', [
            ('satisfaction_answers = 0', 'no_answers'),
            ('satisfaction_respondents = 0', 'no_threshold'),
        ]) }} as customer_satisfaction_rate_null_reason,
        {{ null_reason('customer_satisfaction_mean', [('satisfaction_answers = 0', 'no_answers')]) }}
            as customer_satisfaction_mean_null_reason
    from counted

),

final as (

    select
        *,
        {{ unless_null('customer_satisfaction_rate',
            customer_satisfaction_rate('satisfied_respondents', 'satisfaction_respondents')) }}
            as customer_satisfaction_rate,
        {{ unless_null('customer_satisfaction_rate', wilson_low('satisfied_respondents', 'satisfaction_respondents')) }}
            as customer_satisfaction_rate_interval_low,
        {{ unless_null('customer_satisfaction_rate',
            wilson_high('satisfied_respondents', 'satisfaction_respondents')) }}
            as customer_satisfaction_rate_interval_high,
        {{ unless_null('customer_satisfaction_mean',
            customer_satisfaction_mean('scaled_score_sum', 'satisfaction_answers')) }}
            as customer_satisfaction_mean,
        -- Scores between 0 and 1 vary at most as much as yes and no do, so the interval errs on the wide side.
        {{ unless_null('customer_satisfaction_mean', wilson_low('scaled_score_sum', 'satisfaction_answers')) }}
            as customer_satisfaction_mean_interval_low,
        {{ unless_null('customer_satisfaction_mean', wilson_high('scaled_score_sum', 'satisfaction_answers')) }}
            as customer_satisfaction_mean_interval_high
    from reasoned

)

select * from final
