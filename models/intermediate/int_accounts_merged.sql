{#- A chain of merges doubles the way it has been followed with every step: six reach 64 merges deep. -#}
{%- set steps = 6 -%}
with accounts as (

    select * from {{ ref('stg_billing__customers') }}

),

followed_0 as (

    select
        customer_id as account_id,
        coalesce(merged_into_customer_id, customer_id) as customer_id
    from accounts

),

{% for step in range(1, steps + 1) -%}
followed_{{ step }} as (

    select
        here.account_id,
        there.customer_id
    from followed_{{ step - 1 }} as here
    inner join followed_{{ step - 1 }} as there
        on here.customer_id = there.account_id

),

{% endfor -%}
final as (

    select
        merged.account_id,
        merged.customer_id
    from followed_{{ steps }} as merged
    inner join accounts as survivors
        on merged.customer_id = survivors.customer_id
    where not survivors.is_test

)

select * from final
