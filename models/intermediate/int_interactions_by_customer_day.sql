{#- What counts as an interaction with the company: its own feed, and every survey answered. -#}
with interactions as (

    select * from {{ ref('stg_usage__interactions') }}

),

responses as (

    select * from {{ ref('stg_survey__responses') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

happened as (

    select
        customer_id,
        occurred_at
    from interactions
    union all
    select
        customer_id,
        responded_at as occurred_at
    from responses

),

final as (

    select
        accounts.customer_id,
        {{ local_date('happened.occurred_at') }} as interaction_date,
        count(*) as interactions,
        min(happened.occurred_at) as first_interaction_at
    from happened
    inner join accounts
        on happened.customer_id = accounts.account_id
    cross join as_of
    where happened.occurred_at < as_of.as_of_at
    group by accounts.customer_id, {{ local_date('happened.occurred_at') }}

)

select * from final
