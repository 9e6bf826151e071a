{#- The tier held just before each period's effective end, or the last one held before it. -#}
with tiers as (

    select * from {{ ref('int_plan_tiers_held') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

final as (

    select
        tiers.customer_id,
        periods.period_grain,
        periods.period_start,
        tiers.plan_tier as last_plan_tier
    from tiers
    inner join periods
        on tiers.held_from < periods.effective_ends_at
        and (tiers.remembered_until is null or tiers.remembered_until >= periods.effective_ends_at)

)

select * from final
