with raw_interactions as (

    {{ raw('usage', 'interactions') }}

),

final as (

    select
        interaction_id,
        customer_id,
        occurred_at
    from raw_interactions
    where not coalesce(is_deleted, false)

)

select * from final
