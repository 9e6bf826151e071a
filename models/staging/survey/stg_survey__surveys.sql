with accepted_surveys as (

    select * from {{ ref('base_survey__surveys') }}
    where is_accepted

),

final as (

    select
        survey_id,
        kind as survey_kind,
        scale_min,
        scale_max,
        satisfied_from
    from accepted_surveys

)

select * from final
