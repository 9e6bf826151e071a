with cut_offs as (

    select * from {{ ref('int_churn_risk_cut_offs') }}

),

responses as (

    select * from {{ ref('stg_survey__responses') }}

),

surveys as (

    select * from {{ ref('stg_survey__surveys') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

answers as (

    select
        accounts.customer_id,
        {{ local_date('responses.responded_at') }} as responded_on,
        {{ known_from('responses.responded_at', 'responses.received_at') }} as known_at,
        {{ scaled_score('responses.score', 'surveys.scale_min', 'surveys.scale_max') }} as scaled_score
    from responses
    inner join surveys
        on responses.survey_id = surveys.survey_id
    inner join accounts
        on responses.customer_id = accounts.account_id
    where surveys.survey_kind in ('nps', 'csat')

),

final as (

    select
        cut_offs.customer_id,
        cut_offs.period_start,
        -- The last bits of a mean depend on the order of its terms.
        {{ round_to('avg(answers.scaled_score)', 10) }} as survey_score
    from cut_offs
    left join answers
        on cut_offs.customer_id = answers.customer_id
        and cast({{ add_months('cut_offs.period_start', -5) }} as date) <= answers.responded_on
        and cut_offs.cut_off_at > answers.known_at
    group by cut_offs.customer_id, cut_offs.period_start

)

select * from final
