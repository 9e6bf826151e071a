with usage as (

    select * from {{ ref('int_usage_by_user_day') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

final as (

    select
        accounts.customer_id,
        usage.usage_date,
        cast(sum(usage.usage_events) as {{ dbt.type_bigint() }}) as usage_events,
        sum(usage.usage_quantity) as usage_quantity,
        min(usage.first_event_at) as first_event_at
    from usage
    inner join accounts
        on usage.account_id = accounts.account_id
    group by accounts.customer_id, usage.usage_date

)

select * from final
