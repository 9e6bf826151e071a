{#- Stretches of periods in which a target was missed, or its warning value crossed. A stretch ends when two periods in
    a row have been better, so that a figure that swings about its target is one alert. -#}
{%- set series = 'alert_type, metric, period_grain, segment_name, segment_value' -%}
with figures as (

    select * from {{ ref('metric_values_reported') }}

),

targets as (

    select * from {{ ref('int_targets_by_period') }}

),

compared as (

    select
        figures.metric,
        figures.period_grain,
        figures.segment_name,
        figures.segment_value,
        figures.period_start,
        figures.metric_value,
        figures.direction,
        targets.target_value,
        targets.warning_value
    from figures
    inner join targets
        on figures.metric = targets.metric
        and figures.period_grain = targets.period_grain
        and figures.period_start = targets.period_start
        and figures.segment_name = targets.segment_name
        and figures.segment_value = targets.segment_value
    where figures.is_complete_period and not figures.is_small_sample and figures.metric_value is not null

),

judged as (

    {%- for alert_type, line in [('target_missed', 'target_value'), ('warning_crossed', 'warning_value')] %}
    select
        '{{ alert_type }}' as alert_type,
        metric,
        period_grain,
        segment_name,
        segment_value,
        period_start,
        metric_value,
        {{ line }} as compared_with,
        {{ better_by('metric_value', line, 'direction') }} < 0 as is_raised
    from compared
    where {{ line }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

numbered as (

    select
        *,
        row_number() over (partition by {{ series }} order by period_start) as period_number
    from judged

),

raised as (

    select
        *,
        lag(period_number) over (partition by {{ series }} order by period_number) as previous_raised_number
    from numbered
    where is_raised

),

stretches as (

    select
        *,
        sum(
            case when period_number - previous_raised_number <= {{ calm_periods_until_closed() }} then 0 else 1 end
        ) over (
            partition by {{ series }} order by period_number rows between unbounded preceding and current row
        ) as stretch
    from raised

),

bounded as (

    select
        {{ series }},
        min(period_number) as opened_number,
        max(period_number) as last_raised_number
    from stretches
    group by {{ series }}, stretch

),

final as (

    select
        bounded.alert_type,
        bounded.metric,
        bounded.period_grain,
        bounded.segment_name,
        bounded.segment_value,
        openings.period_start as opened_on,
        openings.metric_value,
        openings.compared_with,
        closings.period_start as closed_on,
        case when closings.period_start is not null then 'back' end as close_reason
    from bounded
    inner join numbered as openings
        on bounded.alert_type = openings.alert_type
        and bounded.metric = openings.metric
        and bounded.period_grain = openings.period_grain
        and bounded.segment_name = openings.segment_name
        and bounded.segment_value = openings.segment_value
        and bounded.opened_number = openings.period_number
    left join numbered as closings
        on bounded.alert_type = closings.alert_type
        and bounded.metric = closings.metric
        and bounded.period_grain = closings.period_grain
        and bounded.segment_name = closings.segment_name
        and bounded.segment_value = closings.segment_value
        and bounded.last_raised_number + {{ calm_periods_until_closed() }} = closings.period_number

)

select * from final
