{#- The tier held just before each period's start and end, and at the start itself. -#}
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
        max(case when tiers.held_from < periods.starts_at then tiers.plan_tier end) as plan_tier_before_start,
        max(case
            when tiers.held_from <= periods.starts_at and (tiers.held_to is null or periods.starts_at < tiers.held_to)
                then tiers.plan_tier
        end) as plan_tier_on_start,
        max(case
            when tiers.held_to is null or tiers.held_to >= periods.effective_ends_at then tiers.plan_tier
        end) as plan_tier_before_end
    from tiers
    inner join periods
        on tiers.held_from < periods.effective_ends_at
        and (tiers.held_to is null or tiers.held_to >= periods.starts_at)
    group by tiers.customer_id, periods.period_grain, periods.period_start

)

select * from final
