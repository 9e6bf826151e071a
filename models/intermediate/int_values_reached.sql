{#- How long each customer has been watched: until its first value event, or until now where there is none. -#}
{%- set value_event_names = var('value_event_names') -%}
with events as (

    select * from {{ ref('stg_usage__events') }}
    {%- if value_event_names %}
    where event_name in (
        {%- for name in value_event_names %}
        '{{ name | replace("'", "''") }}'{{ ',' if not loop.last }}
        {%- endfor %}
    )
    {%- endif %}

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
        min(events.occurred_at) as first_value_at
    from events
    inner join accounts
        on events.customer_id = accounts.account_id
    cross join as_of
    where events.occurred_at < as_of.as_of_at
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
