-- Only who is active in a period can be counted in it, and only the columns that a metric reads.
with periods as (
    select
        *,
        lag(period_start) over (partition by period_grain order by period_start) as previous_start
    from intermediate.int_periods
),

spell_tiers as (
    select customer_id, spell_number, plan_tier
    from intermediate.int_plan_tiers_held
    where starts_spell
),

facts as (
    select
        activity.*,
        periods.period_end,
        periods.is_complete_period,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        tiers.plan_tier_before_start,
        tiers.plan_tier_on_start,
        tiers.plan_tier_before_end,
        closing_spells.plan_tier as plan_tier_of_closing_spell,
        served_spells.plan_tier as plan_tier_of_served_spell,
        customers.first_plan_tier,
        coalesce(amounts.recurring_amount_at_start, 0) as recurring_amount_at_start,
        coalesce(amounts.recurring_amount_at_end, 0) as recurring_amount_at_end,
        coalesce(usage_now.usage_events, 0) as usage_events,
        coalesce(usage_now.usage_quantity, 0) as usage_quantity,
        coalesce(usage_before.usage_quantity, 0) as previous_usage_quantity,
        coalesce(interactions.interactions, 0) as interactions
    from intermediate.int_activity_by_customer_period as activity
    inner join periods using (period_grain, period_start)
    inner join marts.customers using (customer_id)
    left join intermediate.int_plan_tier_by_customer_period as tiers using (customer_id, period_grain, period_start)
    left join intermediate.int_recurring_amount_by_customer_period as amounts
        using (customer_id, period_grain, period_start)
    left join intermediate.int_usage_by_customer_period as usage_now using (customer_id, period_grain, period_start)
    left join intermediate.int_usage_by_customer_period as usage_before
        on activity.customer_id = usage_before.customer_id
        and activity.period_grain = usage_before.period_grain
        and periods.previous_start = usage_before.period_start
    left join intermediate.int_interactions_by_customer_period as interactions
        on activity.customer_id = interactions.customer_id
        and activity.period_grain = interactions.period_grain
        and activity.period_start = interactions.period_start
    left join spell_tiers as closing_spells
        on activity.customer_id = closing_spells.customer_id
        and activity.closing_spell_number = closing_spells.spell_number
    left join spell_tiers as served_spells
        on activity.customer_id = served_spells.customer_id
        and activity.served_spell_number = served_spells.spell_number
)

select
    customer_id,
    period_grain,
    period_start,
    period_end,
    is_complete_period,
    company_size,
    industry,
    region,
    acquisition_channel,
    case when covers_start = 1 then plan_tier_before_start end as plan_tier_at_start,
    case when covers_end = 1 then plan_tier_before_end end as plan_tier_at_end,
    case when is_first_activation = 1 then first_plan_tier end as plan_tier_when_new,
    case when covers_start = 0 and covers_end = 1 and is_first_activation = 0 then plan_tier_of_closing_spell end
        as plan_tier_when_reactivated,
    case when is_served = 1 then coalesce(plan_tier_on_start, plan_tier_of_served_spell) end as plan_tier_when_served,
    covers_start as customers_at_start,
    covers_end as customers_at_end,
    is_first_activation as new_customers,
    covers_start * covers_end as retained_customers,
    covers_start * (1 - covers_end) as churned_customers,
    (1 - covers_start) * covers_end * (1 - is_first_activation) as reactivated_customers,
    is_first_activation * (1 - covers_end) as new_and_lost_customers,
    covers_start * covers_end * (1 - covers_throughout) as left_and_returned_customers,
    is_served as customers_served,
    cast(is_served = 1 and interactions > 0 as integer) as engaged_customers,
    cast(is_served = 1 and usage_events > 0 as integer) as using_customers,
    cast(
        covers_start * covers_end = 1 and round(recurring_amount_at_end, 2) > round(recurring_amount_at_start, 2)
        as integer
    ) as expanded_customers,
    cast(covers_start * covers_end = 1 and previous_usage_quantity > 0 as integer) as usage_base_customers,
    cast(
        covers_start * covers_end = 1 and previous_usage_quantity > 0
        and usage_quantity > previous_usage_quantity * 1.2
        as integer
    ) as usage_expanded_customers
from facts
