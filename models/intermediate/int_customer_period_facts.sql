{#- What each feed says of a customer in a period, before anything is called by its name. Read once, hence a view. -#}
{{ config(materialized='view') }}
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

answer_totals as (

    select * from {{ ref('int_answers_by_customer_period') }}

),

ticket_totals as (

    select * from {{ ref('int_tickets_by_customer_period') }}

),

revenue_totals as (

    select * from {{ ref('int_revenue_by_customer_period') }}

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

final as (

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
        coalesce(interaction_totals.interactions, 0) as interactions,
        coalesce(answer_totals.respondents, 0) as respondents,
        coalesce(answer_totals.promoters, 0) as promoters,
        coalesce(answer_totals.passives, 0) as passives,
        coalesce(answer_totals.detractors, 0) as detractors,
        coalesce(answer_totals.satisfaction_answers, 0) as satisfaction_answers,
        coalesce(answer_totals.satisfaction_respondents, 0) as satisfaction_respondents,
        coalesce(answer_totals.satisfied_respondents, 0) as satisfied_respondents,
        coalesce(answer_totals.scaled_score_sum, 0) as scaled_score_sum,
        coalesce(ticket_totals.tickets_opened, 0) as tickets_opened,
        coalesce(ticket_totals.tickets_answered, 0) as tickets_answered,
        coalesce(revenue_totals.orders, 0) as orders,
        coalesce(revenue_totals.revenue, 0) as revenue
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
    left join answer_totals
        on spine.customer_id = answer_totals.customer_id
        and spine.period_grain = answer_totals.period_grain
        and spine.period_start = answer_totals.period_start
    left join ticket_totals
        on spine.customer_id = ticket_totals.customer_id
        and spine.period_grain = ticket_totals.period_grain
        and spine.period_start = ticket_totals.period_start
    left join revenue_totals
        on spine.customer_id = revenue_totals.customer_id
        and spine.period_grain = revenue_totals.period_grain
        and spine.period_start = revenue_totals.period_start

)

select * from final
