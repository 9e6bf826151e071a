{#- The earliest sign of a customer in any feed: where its periods begin, and those of the business. -#}
with accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

signs as (

    select
        customer_id as account_id,
        created_at as seen_at
    from {{ ref('stg_billing__customers') }}
    union all
    select
        customer_id as account_id,
        started_at as seen_at
    from {{ ref('stg_billing__subscriptions') }}
    union all
    select
        customer_id as account_id,
        issued_at as seen_at
    from {{ ref('stg_billing__invoices') }}
    union all
    select
        customer_id as account_id,
        responded_at as seen_at
    from {{ ref('stg_survey__responses') }}
    union all
    select
        customer_id as account_id,
        opened_at as seen_at
    from {{ ref('stg_support__tickets') }}

),

traces as (

    select
        accounts.customer_id,
        signs.seen_at
    from signs
    inner join accounts
        on signs.account_id = accounts.account_id
    union all
    select
        customer_id,
        first_event_at as seen_at
    from {{ ref('int_usage_by_customer_day') }}
    union all
    select
        customer_id,
        first_interaction_at as seen_at
    from {{ ref('int_interactions_by_customer_day') }}

),

final as (

    select
        traces.customer_id,
        min(traces.seen_at) as first_trace_at
    from traces
    cross join as_of
    where traces.seen_at < as_of.as_of_at
    group by traces.customer_id

)

select * from final
