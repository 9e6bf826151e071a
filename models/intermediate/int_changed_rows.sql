{#- The raw rows that differ from the last check of the books. Of usage only those that lie in a closed period: every
    other new event is just that. -#}
with book_check as (

    select * from {{ ref('int_book_check') }}

),

fingerprints as (

    select * from {{ ref('int_row_fingerprints') }}

),

last_closed as (

    select max(period_end) as period_end from {{ ref('metric_values_closed') }}

),

changed as (

    select
        fingerprints.raw_table,
        fingerprints.row_key,
        fingerprints.change_type,
        fingerprints.customer_id,
        fingerprints.happened_at
    from fingerprints
    inner join book_check
        on fingerprints.seen_at = book_check.checked_at
    where fingerprints.change_type <> 'first'

),

{% for table, seen_until in {'events': 'events_seen_until', 'interactions': 'interactions_seen_until'}.items() -%}
late_{{ table }} as (

    select
        'usage.{{ table }}' as raw_table,
        accepted.row_key,
        case when coalesce(accepted.is_deleted, false) then 'removed' else 'received' end as change_type,
        accepted.customer_id,
        accepted.occurred_at as happened_at
    from {{ ref('base_usage__' ~ table) }} as accepted
    inner join book_check
        on accepted.received_at > book_check.{{ seen_until }}
    inner join last_closed
        on accepted.occurred_at < {{ instant_of_local('last_closed.period_end') }}
    where accepted.is_accepted

),

{% endfor -%}
final as (

    select * from changed
    union all
    select * from late_events
    union all
    select * from late_interactions

)

select * from final
