{#- A journal: an alert is written when it is first seen, followed while it is open, and never touched once it has
    closed. A build as of an earlier instant than the latest one leaves it alone. -#}
{%- set key = ['alert_type', 'subject', 'period_grain', 'segment_name', 'segment_value', 'opened_on'] -%}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=key,
    full_refresh=false,
    on_schema_change='append_new_columns',
    tags=['journal'],
) }}
with catalog as (

    select * from {{ ref('metric_catalog') }}

),

departures as (

    select * from {{ ref('int_departure_alerts') }}

),

target_alerts as (

    select * from {{ ref('int_target_alerts') }}

),

-- An alert of a feed stays open until half of what is too much is reached.
feed_readings as (

    select
        *,
        reading <= 0.5 * most as is_back
    from {{ ref('int_feed_readings') }}

),

targets as (

    select * from {{ ref('int_targets_by_period') }}

),

mutes as (

    select * from {{ ref('alert_mutes') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

known as (

    {% if is_incremental() -%}
    select * from {{ this }}
    {%- else -%}
    select
        cast(null as {{ type_of('text') }}) as alert_type,
        cast(null as {{ type_of('text') }}) as subject,
        cast(null as {{ type_of('text') }}) as period_grain,
        cast(null as {{ type_of('text') }}) as segment_name,
        cast(null as {{ type_of('text') }}) as segment_value,
        cast(null as date) as opened_on,
        cast(null as {{ type_of('double') }}) as figure,
        cast(null as {{ type_of('double') }}) as compared_with,
        cast(null as {{ type_of('double') }}) as standard_error,
        cast(null as {{ type_of('text') }}) as severity,
        cast(null as date) as closed_on,
        cast(null as {{ type_of('instant') }}) as first_seen_at,
        cast(null as {{ type_of('instant') }}) as last_seen_at
    from as_of
    where 1 = 0
    {%- endif %}

),

build as (

    select
        max(as_of.as_of_at) as as_of_at,
        {{ local_date('max(as_of.as_of_at)') }} as as_of_day
    from as_of
    left join known
        on as_of.as_of_at < known.last_seen_at
    having count(known.last_seen_at) = 0

),

open_alerts as (

    select * from known
    where closed_on is null

),

metric_alerts as (

    select
        alert_type,
        metric as subject,
        period_grain,
        segment_name,
        segment_value,
        opened_on,
        metric_value as figure,
        compared_with,
        standard_error,
        case
            when not is_worse then 'low'
            when segment_name = 'all' then 'high'
            else 'medium'
        end as severity,
        closed_on,
        close_reason
    from departures
    union all
    select
        alert_type,
        metric as subject,
        period_grain,
        segment_name,
        segment_value,
        opened_on,
        metric_value as figure,
        compared_with,
        null as standard_error,
        case when alert_type = 'target_missed' then 'high' else 'medium' end as severity,
        closed_on,
        close_reason
    from target_alerts

),

feed_alerts as (

    select
        feed_readings.alert_type,
        feed_readings.raw_table as subject,
        'none' as period_grain,
        'all' as segment_name,
        'all' as segment_value,
        coalesce(open_alerts.opened_on, build.as_of_day) as opened_on,
        coalesce(open_alerts.figure, feed_readings.reading) as figure,
        coalesce(open_alerts.compared_with, feed_readings.most) as compared_with,
        cast(null as {{ type_of('double') }}) as standard_error,
        case when feed_readings.alert_type = 'data_stale' then 'high' else 'medium' end as severity,
        case when feed_readings.is_back then build.as_of_day end as closed_on,
        case when feed_readings.is_back then 'back' end as close_reason
    from feed_readings
    cross join build
    left join open_alerts
        on feed_readings.alert_type = open_alerts.alert_type
        and feed_readings.raw_table = open_alerts.subject
    where feed_readings.reading > feed_readings.most or open_alerts.subject is not null

),

found as (

    select * from metric_alerts
    union all
    select * from feed_alerts

),

-- What the figures no longer say, since they were restated, or the feed was switched off, is over.
withdrawn as (

    select
        {%- for column in key %}
        open_alerts.{{ column }},
        {%- endfor %}
        open_alerts.figure,
        open_alerts.compared_with,
        open_alerts.standard_error,
        open_alerts.severity,
        build.as_of_day as closed_on,
        'withdrawn' as close_reason
    from open_alerts
    cross join build
    left join found
        on open_alerts.alert_type = found.alert_type
        and open_alerts.subject = found.subject
        and open_alerts.period_grain = found.period_grain
        and open_alerts.segment_name = found.segment_name
        and open_alerts.segment_value = found.segment_value
        and open_alerts.opened_on = found.opened_on
    where found.alert_type is null

),

current_alerts as (

    select * from found
    union all
    select * from withdrawn

),

longest_mutes as (

    select
        alert_type,
        subject,
        segment_name,
        segment_value,
        muted_until,
        reason,
        row_number() over (
            partition by alert_type, subject, segment_name, segment_value order by muted_until desc, reason asc
        ) as place
    from mutes

),

final as (

    select
        {%- for column in key %}
        current_alerts.{{ column }},
        {%- endfor %}
        current_alerts.severity,
        current_alerts.figure,
        current_alerts.compared_with,
        current_alerts.standard_error,
        coalesce(known.first_seen_at, build.as_of_at) as first_seen_at,
        build.as_of_at as last_seen_at,
        case when current_alerts.closed_on is null then current_alerts.opened_on end as open_since,
        current_alerts.closed_on,
        current_alerts.close_reason,
        current_alerts.closed_on is null as is_open,
        longest_mutes.muted_until,
        longest_mutes.reason as mute_reason,
        coalesce(build.as_of_day < longest_mutes.muted_until, false) as is_muted,
        coalesce(targets.owner, catalog.owner, 'data') as owner,
        targets.action_plan,
        targets.due_on
    from current_alerts
    cross join build
    left join known
        on current_alerts.alert_type = known.alert_type
        and current_alerts.subject = known.subject
        and current_alerts.period_grain = known.period_grain
        and current_alerts.segment_name = known.segment_name
        and current_alerts.segment_value = known.segment_value
        and current_alerts.opened_on = known.opened_on
    left join catalog
        on current_alerts.subject = catalog.metric
    left join targets
        on current_alerts.subject = targets.metric
        and current_alerts.period_grain = targets.period_grain
        and current_alerts.segment_name = targets.segment_name
        and current_alerts.segment_value = targets.segment_value
        and current_alerts.opened_on = targets.period_start
    left join longest_mutes
        on current_alerts.alert_type = longest_mutes.alert_type
        and current_alerts.subject = longest_mutes.subject
        and current_alerts.segment_name = longest_mutes.segment_name
        and current_alerts.segment_value = longest_mutes.segment_value
        and longest_mutes.place = 1
    where known.alert_type is null or known.closed_on is null or current_alerts.closed_on is null

)

select * from final
