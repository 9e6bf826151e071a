{#- The check of the books that this build makes, beside what the one before it had seen. No row where this build is as
    of an earlier instant: then nothing is closed and nothing is restated. -#}
with checks as (

    select * from {{ ref('book_checks') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

beside_the_one_before as (

    select
        checked_at,
        checked_as_of,
        settings_hash <> lag(settings_hash) over (order by checked_at) as is_settings_changed,
        events_received_until,
        interactions_received_until,
        lag(checked_at) over (order by checked_at) as previous_checked_at,
        lag(events_received_until) over (order by checked_at) as events_seen_until,
        lag(interactions_received_until) over (order by checked_at) as interactions_seen_until,
        row_number() over (order by checked_at desc) as place
    from checks

),

final as (

    select
        checks.checked_at,
        checks.checked_as_of,
        coalesce(checks.is_settings_changed, false) as is_settings_changed,
        checks.previous_checked_at,
        checks.events_received_until,
        checks.interactions_received_until,
        checks.events_seen_until,
        checks.interactions_seen_until
    from beside_the_one_before as checks
    inner join as_of
        on checks.checked_as_of <= as_of.as_of_at
    where checks.place = 1

)

select * from final
