with raw_invitations as (

    {{ raw('survey', 'invitations') }}

),

final as (

    select
        invitation_id,
        survey_id,
        customer_id,
        respondent_id,
        sent_at
    from raw_invitations

)

select * from final
