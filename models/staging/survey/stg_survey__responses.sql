with accepted_responses as (

    select * from {{ ref('base_survey__responses') }}
    where is_accepted

),

final as (

    select
        response_id,
        survey_id,
        customer_id,
        respondent_id,
        responded_at,
        received_at,
        score,
        business_value_uplift,
        quality_of_life_uplift
    from accepted_responses

)

select * from final
