{#- Up to when each feed has come: which one lags. -#}
with feed_days as (

    select * from {{ ref('int_feed_days') }}

),

raw_tables as (

    select * from {{ ref('int_raw_tables') }}

),

reconciled as (

    select * from {{ ref('load_reconciliation') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

subscriptions as (

    select * from {{ ref('stg_billing__subscriptions') }}

),

-- A subscription that has ended has been heard of, too.
heard_of as (

    select
        raw_table,
        last_happened_at,
        last_arrived_at
    from feed_days
    union all
    select
        'billing.subscriptions' as raw_table,
        max(subscriptions.ended_at) as last_happened_at,
        cast(null as {{ type_of('instant') }}) as last_arrived_at
    from subscriptions
    inner join as_of
        on subscriptions.ended_at < as_of.as_of_at

),

latest as (

    select
        raw_table,
        max(last_happened_at) as data_through,
        max(last_arrived_at) as last_arrived_at
    from heard_of
    group by raw_table

),

final as (

    select
        raw_tables.raw_table,
        latest.data_through,
        latest.last_arrived_at,
        reconciled.accepted_rows,
        {{ safe_divide(seconds_between('latest.data_through', 'as_of.as_of_at'), 3600) }} as hours_behind_as_of,
        {{ safe_divide(seconds_between('latest.data_through', clock()), 3600) }} as hours_behind_clock
    from raw_tables
    cross join as_of
    inner join reconciled
        on raw_tables.raw_table = reconciled.raw_table
    left join latest
        on raw_tables.raw_table = latest.raw_table
    where raw_tables.is_switched_on

)

select * from final
