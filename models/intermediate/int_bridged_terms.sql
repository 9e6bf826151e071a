{#- Inside a bridged gap the terms that ended at its start count on: the spell has no hole, so has no amount. -#}
with active_terms as (

    select * from {{ ref('int_active_terms') }}

),

bridged_gaps as (

    select * from {{ ref('int_activity_stretches') }}
    where resumed_at is not null

),

final as (

    select
        active_terms.customer_id,
        active_terms.term_id,
        active_terms.started_at,
        coalesce(bridged_gaps.resumed_at, active_terms.ended_at) as ended_at,
        active_terms.plan_tier,
        active_terms.currency,
        active_terms.recurring_amount
    from active_terms
    left join bridged_gaps
        on active_terms.customer_id = bridged_gaps.customer_id
        and active_terms.ended_at = bridged_gaps.ended_at

)

select * from final
