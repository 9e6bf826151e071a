with accepted_tickets as (

    select * from {{ ref('base_support__tickets') }}
    where is_accepted

),

final as (

    select
        ticket_id,
        customer_id,
        opened_at,
        first_responded_at,
        received_at
    from accepted_tickets

)

select * from final
