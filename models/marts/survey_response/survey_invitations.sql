with sent as (

    select * from {{ ref('int_invitations_sent') }}

),

-- Not by the calendar's days: an invitation may come before the first trace of any customer.
periods as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

final as (

    select
        sent.invitation_id,
        sent.customer_id,
        sent.sent_on,
        sent.plan_tier,
        sent.company_size,
        sent.industry,
        sent.region,
        sent.acquisition_channel,
        {{ unless_switched_off('survey_response_rate', 'sent.is_answered') }} as is_answered
    from sent
    inner join periods
        on sent.sent_on >= periods.period_start
        and sent.sent_on < periods.period_end

)

select * from final
