{{ config(materialized='view') }}
with accepted_events as (

    select * from {{ ref('base_usage__events') }}
    where is_accepted

),

final as (

    select
        row_key as event_id,
        customer_id,
        user_id,
        event_name,
        occurred_at,
        coalesce(quantity, 1) as quantity,
        occurred_on,
        received_at,
        judged_at
    from accepted_events
    where not coalesce(is_deleted, false)

)

select * from final
