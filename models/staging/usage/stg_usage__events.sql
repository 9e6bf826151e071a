with raw_events as (

    {{ raw('usage', 'events') }}

),

final as (

    select
        event_id,
        customer_id,
        user_id,
        event_name,
        occurred_at,
        coalesce(quantity, 1) as quantity
    from raw_events
    where not coalesce(is_deleted, false)

)

select * from final
