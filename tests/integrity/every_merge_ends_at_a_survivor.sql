-- A merge that leads in a circle, to no account, or further than 64 merges would count a customer twice or not at all.
with accounts as (

    select * from {{ ref('stg_billing__customers') }}

),

targets as (

    select
        accounts.customer_id as account_id,
        accounts.merged_into_customer_id,
        merged.customer_id as survivor_id
    from accounts
    left join {{ ref('int_accounts_merged') }} as merged
        on accounts.customer_id = merged.account_id

)

select targets.*
from targets
left join accounts as survivors
    on targets.survivor_id = survivors.customer_id
left join accounts as named
    on targets.merged_into_customer_id = named.customer_id
where survivors.merged_into_customer_id is not null
    or (targets.merged_into_customer_id is not null and named.customer_id is null)
