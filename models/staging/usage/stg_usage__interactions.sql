{{ config(materialized='view') }}
with accepted_interactions as (

    select * from {{ ref('base_usage__interactions') }}
    where is_accepted

),

final as (

    select
        row_key as interaction_id,
        customer_id,
        occurred_at,
        occurred_on,
        judged_at
    from accepted_interactions
    where not coalesce(is_deleted, false)

)

select * from final
