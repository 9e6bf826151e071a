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

    select distinct
        accounts.customer_id,
        -- Events that name nobody are one unnamed user of their customer.
        coalesce(events.user_id, '') as user_id,
        {{ local_date('events.occurred_at') }} as usage_date
    from events
    inner join accounts
        on events.customer_id = accounts.account_id
    cross join as_of
    where events.occurred_at < as_of.as_of_at

)

select * from final
