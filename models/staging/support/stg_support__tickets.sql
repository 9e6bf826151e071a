with raw_tickets as (

    {{ raw('support', 'tickets') }}

),

final as (

    select
        ticket_id,
        customer_id,
        opened_at,
        first_responded_at
    from raw_tickets

)

select * from final
