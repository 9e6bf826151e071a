with events as (

    select * from {{ ref('stg_usage__events') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

final as (

    select
        accounts.customer_id,
        {{ local_date('events.occurred_at') }} as usage_date,
        count(*) as usage_events,
        sum(events.quantity) as usage_quantity,
        min(events.occurred_at) as first_event_at
    from events
    inner join accounts
        on events.customer_id = accounts.account_id
    cross join as_of
    where events.occurred_at < as_of.as_of_at
    group by accounts.customer_id, {{ local_date('events.occurred_at') }}

)

select * from final
