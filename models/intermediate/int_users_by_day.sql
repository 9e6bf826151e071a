with usage as (

    select * from {{ ref('int_usage_by_user_day') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

final as (

    select distinct
        accounts.customer_id,
        usage.user_id,
        usage.usage_date
    from usage
    inner join accounts
        on usage.account_id = accounts.account_id

)

select * from final
