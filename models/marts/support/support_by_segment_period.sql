with spine as (

    select * from {{ ref('int_segment_periods') }}

),

period_days as (

    select * from {{ ref('int_period_days') }}

),

tickets as (

    select
        period_days.period_grain,
        period_days.period_start,
        opened.*
    from {{ ref('int_tickets_opened') }} as opened
    inner join period_days
        on opened.opened_on = period_days.calendar_date

),

segmented as (

    {{ across_segments('tickets', ['period_grain', 'period_start', 'response_hours']) }}

),

totals as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        count(*) as tickets_opened,
        count(response_hours) as tickets_answered,
        {{ first_response_time_hours('response_hours') }} as median_response_hours,
        {{ percentile('response_hours', 0.9) }} as first_response_time_hours_percentile_90,
        avg(response_hours) as first_response_time_hours_mean
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
        coalesce(totals.tickets_opened, 0) as tickets_opened,
        coalesce(totals.tickets_answered, 0) as tickets_answered,
        coalesce(totals.tickets_opened, 0) - coalesce(totals.tickets_answered, 0) as tickets_unanswered,
        totals.median_response_hours,
        totals.first_response_time_hours_percentile_90,
        totals.first_response_time_hours_mean
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
        {{ null_reason('first_response_time_hours', [
            ('tickets_opened = 0', 'no_base'),
            ('tickets_answered = 0', 'no_answers'),
        ]) }} as first_response_time_hours_null_reason
    from counted

),

final as (

    select
        period_grain,
        period_start,
        period_end,
        is_complete_period,
        segment_name,
        segment_value,
        tickets_opened,
        tickets_answered,
        tickets_unanswered,
        {{ unless_null('first_response_time_hours', 'median_response_hours') }} as first_response_time_hours,
        first_response_time_hours_mean,
        first_response_time_hours_percentile_90,
        first_response_time_hours_null_reason
    from reasoned

)

select * from final
