with raw_responses as (

    {{ raw('survey', 'responses') }}

),

final as (

    select
        response_id,
        survey_id,
        customer_id,
        respondent_id,
        responded_at,
        score,
        business_value_uplift,
        quality_of_life_uplift
    from raw_responses

)

select * from final
