{#- How long each customer has been watched: until its first value event, or until now where there is none. -#}
with usage as (

    select * from {{ ref('int_usage_by_user_day') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}
    where first_activated_at is not null

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

first_values as (

    select
        accounts.customer_id,
        min(usage.first_value_event_at) as first_value_at
    from usage
    inner join accounts
        on usage.account_id = accounts.account_id
    group by accounts.customer_id

),

final as (

    select
        customers.customer_id,
        case when first_values.first_value_at is null then 0 else 1 end as has_reached_value,
        {{ days_to_value('customers.first_activated_at', 'coalesce(first_values.first_value_at, as_of.as_of_at)') }}
            as days_observed
    from customers
    cross join as_of
    left join first_values
        on customers.customer_id = first_values.customer_id

)

select * from final
