{#- Each start and end of a term as a change of its customer's recurring amount, at the rate of its own day. -#}
with terms as (

    select * from {{ ref('int_bridged_terms') }}

),

rates as (

    select * from {{ ref('int_recurring_exchange_rates') }}

),

changes as (

    select
        customer_id,
        currency,
        started_at as changed_at,
        recurring_amount as amount
    from terms
    union all
    select
        customer_id,
        currency,
        ended_at as changed_at,
        -recurring_amount as amount
    from terms
    where ended_at is not null

),

final as (

    select
        changes.customer_id,
        changes.changed_at,
        {{ convert('changes.amount', 'rates.rate') }} as amount
    from changes
    left join rates
        on changes.currency = rates.currency
        and {{ local_date('changes.changed_at') }} >= rates.valid_from
        and {{ local_date('changes.changed_at') }} < rates.valid_until

)

select * from final
