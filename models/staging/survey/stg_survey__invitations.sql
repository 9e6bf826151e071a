with accepted_invitations as (

    select * from {{ ref('base_survey__invitations') }}
    where is_accepted

),

final as (

    select
        invitation_id,
        survey_id,
        customer_id,
        respondent_id,
        sent_at
    from accepted_invitations

)

select * from final
