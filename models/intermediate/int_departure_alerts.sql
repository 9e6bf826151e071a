{#- Departures from what was expected, from the month that opened them to the one that closed them. -#}
with expectations as (

    select * from {{ ref('int_metric_expectations') }}

),

closings as (

    select
        metric,
        segment_name,
        segment_value,
        opened_period_start,
        min(period_start) as closed_on,
        min(close_reason) as close_reason
    from expectations
    where close_reason is not null
    group by metric, segment_name, segment_value, opened_period_start

),

final as (

    select
        'departure' as alert_type,
        openings.metric,
        'month' as period_grain,
        openings.segment_name,
        openings.segment_value,
        openings.period_start as opened_on,
        openings.metric_value,
        openings.expected_value as compared_with,
        openings.standard_error,
        -- Two months in a row may depart together, though the second alone would not.
        {{ better_by(
            'coalesce(openings.pair_departure_in_errors, openings.departure_in_errors)', '0', 'openings.direction'
        ) }} < 0 as is_worse,
        closings.closed_on,
        closings.close_reason
    from expectations as openings
    left join closings
        on openings.metric = closings.metric
        and openings.segment_name = closings.segment_name
        and openings.segment_value = closings.segment_value
        and openings.period_start = closings.opened_period_start
    where openings.is_opened

)

select * from final
