with raw_surveys as (

    {{ raw('survey', 'surveys') }}

),

final as (

    select
        survey_id,
        kind as survey_kind,
        scale_min,
        scale_max,
        satisfied_from
    from raw_surveys

)

select * from final
