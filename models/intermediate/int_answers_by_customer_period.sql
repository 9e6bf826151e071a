with answers as (

    select * from {{ ref('int_survey_answers_classified') }}

),

final as (

    select
        customer_id,
        period_grain,
        period_start,
        sum(case when survey_kind = 'nps' then 1 else 0 end) as respondents,
        sum(is_promoter) as promoters,
        sum(is_passive) as passives,
        sum(is_detractor) as detractors,
        sum(case when survey_kind = 'csat' then 1 else 0 end) as satisfaction_answers,
        count(is_satisfied) as satisfaction_respondents,
        sum(is_satisfied) as satisfied_respondents,
        sum(scaled_score) as scaled_score_sum
    from answers
    group by customer_id, period_grain, period_start

)

select * from final
