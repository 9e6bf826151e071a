with spine as (

    select * from {{ ref('int_segment_periods') }}

),

-- Not by the calendar's days: an invitation may come before the first trace of any customer.
periods as (

    select * from {{ ref('int_periods') }}

),

invitations as (

    select
        periods.period_grain,
        periods.period_start,
        sent.*
    from {{ ref('int_invitations_sent') }} as sent
    inner join periods
        on sent.sent_on >= periods.period_start
        and sent.sent_on < periods.period_end

),

segmented as (

    {{ across_segments('invitations', ['period_grain', 'period_start', 'is_answered']) }}

),

totals as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        count(*) as invitations,
        sum(is_answered) as answered_invitations
    from segmented
    group by period_grain, period_start, segment_name, segment_value

),

counted as (

    select
        spine.period_grain,
        spine.period_start,
        spine.period_end,
        spine.is_complete_period,
        spine.segment_name,
        spine.segment_value,
        cast(coalesce(totals.invitations, 0) as {{ dbt.type_bigint() }}) as invitations,
        cast(coalesce(totals.answered_invitations, 0) as {{ dbt.type_bigint() }}) as answered_invitations
    from spine
    left join totals
        on spine.period_grain = totals.period_grain
        and spine.period_start = totals.period_start
        and spine.segment_name = totals.segment_name
        and spine.segment_value = totals.segment_value

),

reasoned as (

    select
        *,
        {{ null_reason('survey_response_rate', [('invitations = 0', 'no_base')]) }} as survey_response_rate_null_reason
    from counted

),

final as (

    select
        *,
        {{ unless_null('survey_response_rate', survey_response_rate('answered_invitations', 'invitations')) }}
            as survey_response_rate,
        {{ unless_null('survey_response_rate', wilson_low('answered_invitations', 'invitations')) }}
            as survey_response_rate_interval_low,
        {{ unless_null('survey_response_rate', wilson_high('answered_invitations', 'invitations')) }}
            as survey_response_rate_interval_high
    from reasoned

)

select * from final
