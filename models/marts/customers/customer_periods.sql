with customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

activity as (

    select * from {{ ref('int_activity_by_customer_period') }}

),

tiers as (

    select * from {{ ref('int_plan_tier_by_customer_period') }}

),

spell_tiers as (

    select
        customer_id,
        spell_number,
        plan_tier
    from {{ ref('int_plan_tiers_held') }}
    where starts_spell

),

amounts as (

    select * from {{ ref('int_recurring_amount_by_customer_period') }}

),

usage_totals as (

    select * from {{ ref('int_usage_by_customer_period') }}

),

interaction_totals as (

    select * from {{ ref('int_interactions_by_customer_period') }}

),

spine as (

    select
        customers.customer_id,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        periods.period_grain,
        periods.period_start,
        periods.period_end,
        periods.is_complete_period
    from customers
    inner join periods
        on customers.first_trace_at < periods.ends_at

),

observed as (

    select
        spine.*,
        coalesce(activity.covers_start, 0) as covers_start,
        coalesce(activity.covers_end, 0) as covers_end,
        coalesce(activity.covers_throughout, 0) as covers_throughout,
        coalesce(activity.is_served, 0) as is_served,
        coalesce(activity.is_first_activation, 0) as is_first_activation,
        tiers.plan_tier_before_start,
        tiers.plan_tier_on_start,
        tiers.plan_tier_before_end,
        closing_spells.plan_tier as plan_tier_of_closing_spell,
        served_spells.plan_tier as plan_tier_of_served_spell,
        first_spells.plan_tier as plan_tier_of_first_spell,
        coalesce(amounts.recurring_amount_at_start, 0) as recurring_amount_at_start,
        coalesce(amounts.recurring_amount_at_end, 0) as recurring_amount_at_end,
        coalesce(usage_totals.usage_events, 0) as usage_events,
        coalesce(usage_totals.usage_quantity, 0) as usage_quantity,
        coalesce(interaction_totals.interactions, 0) as interactions
    from spine
    left join activity
        on spine.customer_id = activity.customer_id
        and spine.period_grain = activity.period_grain
        and spine.period_start = activity.period_start
    left join tiers
        on spine.customer_id = tiers.customer_id
        and spine.period_grain = tiers.period_grain
        and spine.period_start = tiers.period_start
    left join spell_tiers as closing_spells
        on activity.customer_id = closing_spells.customer_id
        and activity.closing_spell_number = closing_spells.spell_number
    left join spell_tiers as served_spells
        on activity.customer_id = served_spells.customer_id
        and activity.served_spell_number = served_spells.spell_number
    left join spell_tiers as first_spells
        on spine.customer_id = first_spells.customer_id
        and first_spells.spell_number = 1
    left join amounts
        on spine.customer_id = amounts.customer_id
        and spine.period_grain = amounts.period_grain
        and spine.period_start = amounts.period_start
    left join usage_totals
        on spine.customer_id = usage_totals.customer_id
        and spine.period_grain = usage_totals.period_grain
        and spine.period_start = usage_totals.period_start
    left join interaction_totals
        on spine.customer_id = interaction_totals.customer_id
        and spine.period_grain = interaction_totals.period_grain
        and spine.period_start = interaction_totals.period_start

),

compared as (

    select
        *,
        lag(usage_quantity, 1, 0) over (partition by customer_id, period_grain order by period_start)
            as previous_usage_quantity
    from observed

),

classified as (

    select
        *,
        covers_start as customers_at_start,
        covers_end as customers_at_end,
        is_first_activation as new_customers,
        covers_start * covers_end as retained_customers,
        covers_start * (1 - covers_end) as churned_customers,
        (1 - covers_start) * covers_end * (1 - is_first_activation) as reactivated_customers,
        is_first_activation * (1 - covers_end) as new_and_lost_customers,
        covers_start * covers_end * (1 - covers_throughout) as left_and_returned_customers,
        is_served as customers_served,
        case when is_served = 1 and interactions > 0 then 1 else 0 end as engaged_customers,
        case when is_served = 1 and usage_events > 0 then 1 else 0 end as using_customers,
        case
            when covers_start * covers_end = 1
                and {{ has_grown('recurring_amount_at_start', 'recurring_amount_at_end', var('expansion_threshold')) }}
                then 1
            else 0
        end as expanded_customers,
        case when covers_start * covers_end = 1 and previous_usage_quantity > 0 then 1 else 0 end
            as usage_base_customers,
        case
            when covers_start * covers_end = 1 and previous_usage_quantity > 0
                and {{ is_beyond('previous_usage_quantity', 'usage_quantity', var('usage_expansion_threshold')) }}
                then 1
            else 0
        end as usage_expanded_customers
    from compared

),

final as (

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
        case when customers_at_start = 1 then plan_tier_before_start end as plan_tier_at_start,
        case when customers_at_end = 1 then plan_tier_before_end end as plan_tier_at_end,
        case when new_customers = 1 then plan_tier_of_first_spell end as plan_tier_when_new,
        case when reactivated_customers = 1 then plan_tier_of_closing_spell end as plan_tier_when_reactivated,
        case when customers_served = 1 then coalesce(plan_tier_on_start, plan_tier_of_served_spell) end
            as plan_tier_when_served,
        customers_at_start,
        customers_at_end,
        new_customers,
        retained_customers,
        churned_customers,
        reactivated_customers,
        new_and_lost_customers,
        left_and_returned_customers,
        customers_served,
        engaged_customers,
        using_customers,
        expanded_customers,
        usage_base_customers,
        usage_expanded_customers,
        cast(recurring_amount_at_start as {{ type_of('number') }}) as recurring_amount_at_start,
        cast(recurring_amount_at_end as {{ type_of('number') }}) as recurring_amount_at_end,
        cast(usage_events as {{ dbt.type_bigint() }}) as usage_events,
        cast(usage_quantity as {{ type_of('number') }}) as usage_quantity,
        cast(previous_usage_quantity as {{ type_of('number') }}) as previous_usage_quantity,
        cast(interactions as {{ dbt.type_bigint() }}) as interactions
    from classified

)

select * from final
