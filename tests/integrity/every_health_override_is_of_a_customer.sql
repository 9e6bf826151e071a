{{ config(severity='warn') }}
with overrides as (

    select * from {{ ref('health_overrides') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

final as (

    select overrides.*
    from overrides
    left join accounts
        on overrides.customer_id = accounts.account_id
    where accounts.account_id is null

)

select * from final
