{#- One answer per customer, respondent, kind of survey and period, and the only CASEs that say promoter, passive,
    detractor and satisfied. -#}
with responses as (

    select * from {{ ref('stg_survey__responses') }}

),

surveys as (

    select * from {{ ref('stg_survey__surveys') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

tiers as (

    select * from {{ ref('int_plan_tiers_held') }}

),

period_days as (

    select * from {{ ref('int_period_days') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

answers as (

    select
        responses.response_id,
        accounts.customer_id,
        responses.respondent_id,
        responses.responded_at,
        surveys.survey_kind,
        responses.score,
        surveys.scale_min,
        surveys.scale_max,
        {{ satisfaction_threshold('surveys.satisfied_from', 'surveys.scale_min', 'surveys.scale_max') }}
            as satisfied_from,
        responses.business_value_uplift,
        responses.quality_of_life_uplift
    from responses
    inner join surveys
        on responses.survey_id = surveys.survey_id
    inner join accounts
        on responses.customer_id = accounts.account_id
    cross join as_of
    where responses.responded_at < as_of.as_of_at
        and case
            when surveys.survey_kind = 'value'
                then responses.business_value_uplift is not null or responses.quality_of_life_uplift is not null
            else responses.score is not null
        end

),

ranked as (

    select
        answers.*,
        period_days.period_grain,
        period_days.period_start,
        row_number() over (
            partition by
                period_days.period_grain,
                period_days.period_start,
                answers.customer_id,
                answers.respondent_id,
                answers.survey_kind
            order by answers.responded_at desc, answers.response_id desc
        ) as rank_in_period
    from answers
    inner join period_days
        on {{ local_date('answers.responded_at') }} = period_days.calendar_date

),

final as (

    select
        ranked.period_grain,
        ranked.period_start,
        ranked.customer_id,
        ranked.response_id,
        ranked.survey_kind,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        coalesce(tiers.plan_tier, 'unknown') as plan_tier,
        ranked.respondent_id,
        case when ranked.survey_kind = 'nps' and {{ is_very_promoter('ranked.score') }} then 1 else 0 end
            as is_very_promoter,
        case when ranked.survey_kind = 'nps' and {{ is_promoter('ranked.score') }} then 1 else 0 end as is_promoter,
        case when ranked.survey_kind = 'nps' and {{ is_passive('ranked.score') }} then 1 else 0 end as is_passive,
        case when ranked.survey_kind = 'nps' and {{ is_detractor('ranked.score') }} then 1 else 0 end as is_detractor,
        case
            when ranked.survey_kind <> 'csat' or ranked.satisfied_from is null then null
            when ranked.score >= ranked.satisfied_from then 1
            else 0
        end as is_satisfied,
        case
            when ranked.survey_kind = 'csat'
                then {{ scaled_score('ranked.score', 'ranked.scale_min', 'ranked.scale_max') }}
        end as scaled_score,
        ranked.business_value_uplift,
        ranked.quality_of_life_uplift
    from ranked
    inner join customers
        on ranked.customer_id = customers.customer_id
    left join tiers
        on ranked.customer_id = tiers.customer_id
        and ranked.responded_at >= tiers.held_from
        and (tiers.remembered_until is null or ranked.responded_at < tiers.remembered_until)
    where ranked.rank_in_period = 1

)

select * from final
