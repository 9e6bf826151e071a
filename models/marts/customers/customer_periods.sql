with facts as (

    select * from {{ ref('int_customer_period_facts') }}

),

compared as (

    select
        *,
        lag(usage_quantity, 1, 0) over (partition by customer_id, period_grain order by period_start)
            as previous_usage_quantity
    from facts

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
        cast(interactions as {{ dbt.type_bigint() }}) as interactions,
        cast(respondents as {{ dbt.type_bigint() }}) as respondents,
        cast(promoters as {{ dbt.type_bigint() }}) as promoters,
        cast(passives as {{ dbt.type_bigint() }}) as passives,
        cast(detractors as {{ dbt.type_bigint() }}) as detractors,
        cast(satisfaction_answers as {{ dbt.type_bigint() }}) as satisfaction_answers,
        cast(satisfaction_respondents as {{ dbt.type_bigint() }}) as satisfaction_respondents,
        cast(satisfied_respondents as {{ dbt.type_bigint() }}) as satisfied_respondents,
        scaled_score_sum,
        cast(tickets_opened as {{ dbt.type_bigint() }}) as tickets_opened,
        cast(tickets_answered as {{ dbt.type_bigint() }}) as tickets_answered,
        cast(orders as {{ dbt.type_bigint() }}) as orders,
        cast(revenue as {{ type_of('number') }}) as revenue
    from classified

)

select * from final
