{#- The only place that says what a change of recurring revenue is called. -#}
with amounts as (

    select * from {{ ref('int_mrr_by_customer_period') }}

),

customer_periods as (

    select * from {{ ref('customer_periods') }}

),

moved as (

    select
        customer_periods.customer_id,
        customer_periods.period_grain,
        customer_periods.period_start,
        customer_periods.period_end,
        customer_periods.is_complete_period,
        customer_periods.company_size,
        customer_periods.industry,
        customer_periods.region,
        customer_periods.acquisition_channel,
        coalesce(
            customer_periods.plan_tier_at_start,
            customer_periods.plan_tier_when_new,
            customer_periods.plan_tier_when_reactivated
        ) as plan_tier_of_movement,
        customer_periods.plan_tier_at_end,
        customer_periods.customers_at_start,
        customer_periods.customers_at_end,
        customer_periods.retained_customers,
        case
            when customer_periods.new_and_lost_customers = 1 then 'new_and_lost'
            when customer_periods.new_customers = 1 then 'new'
            when customer_periods.reactivated_customers = 1 then 'reactivation'
            when customer_periods.churned_customers = 1 then 'churn'
            when customer_periods.retained_customers = 1
                and round(amounts.constant_closing_mrr, 2) > round(amounts.constant_opening_mrr, 2) then 'expansion'
            when customer_periods.retained_customers = 1
                and round(amounts.constant_closing_mrr, 2) < round(amounts.constant_opening_mrr, 2) then 'contraction'
            else 'none'
        end as movement_type,
        amounts.opening_mrr,
        amounts.closing_mrr,
        case when customer_periods.customers_at_start = 1 then amounts.constant_opening_mrr else 0 end as base_mrr,
        case when customer_periods.retained_customers = 1 then amounts.constant_closing_mrr else 0 end
            as net_retained_mrr,
        case
            when customer_periods.customers_at_start + customer_periods.customers_at_end > 0
                then amounts.constant_closing_mrr - amounts.constant_opening_mrr
            else 0
        end as movement
    from amounts
    inner join customer_periods
        on amounts.customer_id = customer_periods.customer_id
        and amounts.period_grain = customer_periods.period_grain
        and amounts.period_start = customer_periods.period_start

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
        plan_tier_of_movement,
        plan_tier_at_end,
        customers_at_start,
        customers_at_end,
        movement_type,
        cast(opening_mrr as {{ type_of('number') }}) as opening_mrr,
        cast(case when movement_type = 'new' then movement else 0 end as {{ type_of('number') }}) as new_mrr,
        cast(case when movement_type = 'reactivation' then movement else 0 end as {{ type_of('number') }})
            as reactivation_mrr,
        cast(case when retained_customers = 1 and movement > 0 then movement else 0 end as {{ type_of('number') }})
            as expansion_mrr,
        cast(case when retained_customers = 1 and movement < 0 then movement else 0 end as {{ type_of('number') }})
            as contraction_mrr,
        cast(case when movement_type = 'churn' then movement else 0 end as {{ type_of('number') }}) as churn_mrr,
        cast(closing_mrr - opening_mrr - movement as {{ type_of('number') }}) as fx_mrr,
        cast(closing_mrr as {{ type_of('number') }}) as closing_mrr,
        cast(base_mrr as {{ type_of('number') }}) as base_mrr,
        cast(least(base_mrr, net_retained_mrr) as {{ type_of('number') }}) as gross_retained_mrr,
        cast(net_retained_mrr as {{ type_of('number') }}) as net_retained_mrr
    from moved

)

select * from final
