{#- Merged accounts follow their chain to its end. -#}
with accounts as (

    select * from {{ ref('stg_billing__customers') }}

),

first_steps as (

    select
        customer_id as account_id,
        coalesce(merged_into_customer_id, customer_id) as follows_id
    from accounts

),

{{ followed_to_the_end('first_steps') }},

final as (

    select
        followed.account_id,
        followed.end_id as survivor_id,
        survivors.is_test
    from followed
    inner join accounts as survivors
        on followed.end_id = survivors.customer_id

)

select * from final
