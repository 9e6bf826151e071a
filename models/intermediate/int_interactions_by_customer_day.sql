{#- What counts as an interaction with the company: its own feed, and every survey answered. -#}
with interactions as (

    select * from {{ ref('int_interactions_by_account_day') }}

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
        account_id,
        interaction_date,
        interactions,
        first_event_at
    from interactions
    union all
    select
        responses.customer_id as account_id,
        {{ local_date('responses.responded_at') }} as interaction_date,
        1 as interactions,
        responses.responded_at as first_event_at
    from responses
    cross join as_of
    where responses.responded_at < as_of.as_of_at

),

final as (

    select
        accounts.customer_id,
        happened.interaction_date,
        cast(sum(happened.interactions) as {{ dbt.type_bigint() }}) as interactions,
        min(happened.first_event_at) as first_interaction_at
    from happened
    inner join accounts
        on happened.account_id = accounts.account_id
    group by accounts.customer_id, happened.interaction_date

)

select * from final
