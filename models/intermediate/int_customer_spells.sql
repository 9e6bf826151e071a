with stretches as (

    select * from {{ ref('int_activity_stretches') }}

),

final as (

    select
        customer_id,
        spell_number,
        min(started_at) as started_at,
        -- Only the last stretch of a spell can be open.
        case when count(*) = count(ended_at) then max(ended_at) end as ended_at
    from stretches
    group by customer_id, spell_number

)

select * from final
