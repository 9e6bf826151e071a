with answers as (

    select * from {{ ref('int_survey_answers_classified') }}
    where period_grain = 'month'

),

periods as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

final as (

    select
        answers.response_id,
        answers.customer_id,
        answers.period_start,
        periods.period_end,
        periods.is_complete_period,
        answers.plan_tier,
        answers.company_size,
        answers.industry,
        answers.region,
        answers.acquisition_channel,
        answers.survey_kind,
        case when answers.survey_kind = 'nps' then answers.is_promoter - answers.is_detractor end as net_promoters,
        case when answers.survey_kind = 'nps' then answers.is_very_promoter - answers.is_detractor end
            as net_very_promoters,
        answers.is_satisfied,
        answers.scaled_score,
        answers.business_value_uplift,
        answers.quality_of_life_uplift
    from answers
    inner join periods
        on answers.period_start = periods.period_start

)

select * from final
