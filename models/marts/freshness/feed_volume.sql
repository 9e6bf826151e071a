{#- Whether a day brought as many rows as such a weekday does: what is missing is a feed that stopped before it is a
    customer who left. -#}
{{ config(post_hook="{{ report_volume(this) }}") }}
{%- set days_judged = 56 -%}
{%- set days_compared = 28 -%}
with feed_days as (

    select * from {{ ref('int_feed_days') }}
    where happened_on is not null

),

calendar as (

    select * from {{ ref('customer_success', 'calendar') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- The day of as-of itself has only begun.
complete_days as (

    select
        calendar.calendar_date as happened_on,
        max(calendar.calendar_date) over () as last_complete_day
    from calendar
    inner join as_of
        on calendar.calendar_date < {{ local_date('as_of.as_of_at') }}

),

feeds as (

    select
        raw_table,
        min(happened_on) as first_day,
        max(happened_on) as last_day
    from feed_days
    group by raw_table

),

-- What a feed that stopped is compared with are the weeks before it stopped, so that it stays an alarm.
days as (

    select
        feeds.raw_table,
        complete_days.happened_on,
        complete_days.happened_on = complete_days.last_complete_day as is_latest_complete_day,
        least(complete_days.happened_on, {{ add_days('feeds.last_day', 1) }}) as compared_until,
        {{ add_days('feeds.first_day', days_compared) }} as has_four_weeks_from
    from feeds
    inner join complete_days
        on feeds.first_day <= complete_days.happened_on
    where {{ days_between('complete_days.happened_on', 'complete_days.last_complete_day') }} < {{ days_judged }}

),

same_weekdays as (

    select
        days.raw_table,
        days.happened_on,
        coalesce(feed_days.accepted_rows, 0) as accepted_rows
    from days
    inner join complete_days
        on days.compared_until > complete_days.happened_on
        and {{ add_days('days.compared_until', -days_compared) }} <= complete_days.happened_on
        and mod({{ days_between('complete_days.happened_on', 'days.happened_on') }}, 7) = 0
    left join feed_days
        on days.raw_table = feed_days.raw_table
        and complete_days.happened_on = feed_days.happened_on

),

expected as (

    select
        raw_table,
        happened_on,
        {{ percentile('accepted_rows', 0.5) }} as expected_rows
    from same_weekdays
    group by raw_table, happened_on

),

compared as (

    select
        days.raw_table,
        days.happened_on,
        days.is_latest_complete_day,
        cast(coalesce(feed_days.accepted_rows, 0) as {{ dbt.type_bigint() }}) as accepted_rows,
        case
            when days.compared_until >= days.has_four_weeks_from
                then cast(expected.expected_rows as {{ type_of('double') }})
        end as expected_rows
    from days
    left join feed_days
        on days.raw_table = feed_days.raw_table
        and days.happened_on = feed_days.happened_on
    left join expected
        on days.raw_table = expected.raw_table
        and days.happened_on = expected.happened_on

),

final as (

    select
        raw_table,
        happened_on,
        is_latest_complete_day,
        accepted_rows,
        expected_rows,
        {{ safe_divide('accepted_rows - expected_rows', 'expected_rows') }} as change_rate,
        case
            when coalesce(expected_rows, 0) < {{ var('volume_minimum_rows') }} then 'too few to tell'
            when accepted_rows = 0 then 'stopped'
            when accepted_rows <= expected_rows * (1 - {{ var('volume_minimum_change') }}) then 'low'
            when accepted_rows >= expected_rows * (1 + {{ var('volume_minimum_change') }}) then 'high'
            else 'as expected'
        end as volume_status
    from compared

)

select * from final
