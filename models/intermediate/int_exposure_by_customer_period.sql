{#- How long each customer was active, and how often it left, in the twelve months that end with each period: a row
    for each stretch of one plan tier. Read twice, hence a view. -#}
{{ config(materialized='view') }}
with periods as (

    select * from {{ ref('int_periods') }}
    where period_grain <> 'week'

),

tiers as (

    select * from {{ ref('int_plan_tiers_held') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

final as (

    select
        periods.period_grain,
        periods.period_start,
        tiers.customer_id,
        tiers.plan_tier,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        {{ safe_divide(
            seconds_between(
                'greatest(tiers.held_from, periods.trailing_year_starts_at)',
                'least(coalesce(tiers.held_to, periods.effective_ends_at), periods.effective_ends_at)'
            ),
            '365.2425 * 86400'
        ) }} as customer_years,
        case when tiers.ends_spell and tiers.held_to < periods.effective_ends_at then 1 else 0 end as churn_events
    from tiers
    inner join periods
        on tiers.held_from < periods.effective_ends_at
        and (tiers.held_to is null or tiers.held_to >= periods.trailing_year_starts_at)
    inner join customers
        on tiers.customer_id = customers.customer_id

)

select * from final
