{#- Everything that the metrics of recurring revenue sum, each amount under the plan tier that it takes: movements with
    the customers counted under it, what a month closes with under that of its end, what is billed under the last. -#}
{%- set amounts_by_tier = {
    'plan_tier_of_movement': [
        'new_mrr', 'reactivation_mrr', 'expansion_mrr', 'contraction_mrr', 'churn_mrr', 'base_mrr',
        'gross_retained_mrr', 'net_retained_mrr',
    ],
    'plan_tier_at_end': ['closing_mrr', 'customers_at_end'],
    'last_plan_tier': ['committed_mrr', 'billed_mrr'],
    'plan_tier': [
        'base_mrr_trailing_year', 'gross_retained_mrr_trailing_year', 'net_retained_mrr_trailing_year',
    ],
} -%}
{%- set relation_of_tier = {
    'plan_tier_of_movement': 'movements', 'plan_tier_at_end': 'movements', 'last_plan_tier': 'readings',
    'plan_tier': 'trailing_years',
} -%}
{%- set amounts = amounts_by_tier.values() | sum(start=[]) -%}
with periods as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

movements as (

    select * from {{ ref('mrr_movements') }}
    where period_grain = 'month'

),

last_tiers as (

    select * from {{ ref('int_last_plan_tier_by_customer_period') }}
    where period_grain = 'month'

),

trailing_years as (

    select * from {{ ref('int_mrr_trailing_year_by_customer_period') }}
    where period_grain = 'month'

),

readings as (

    select
        mrr_by_customer.customer_id,
        mrr_by_customer.period_start,
        coalesce(last_tiers.last_plan_tier, 'unknown') as last_plan_tier,
        mrr_by_customer.committed_mrr,
        mrr_by_customer.billed_mrr
    from {{ ref('mrr_by_customer') }} as mrr_by_customer
    left join last_tiers
        on mrr_by_customer.customer_id = last_tiers.customer_id
        and mrr_by_customer.period_start = last_tiers.period_start
    where mrr_by_customer.period_grain = 'month'

),

placed as (

    {{ under_their_plan_tiers(amounts_by_tier, relation_of_tier, ['customer_id', 'period_start']) }}

),

summed as (

    select
        {% for amount in amounts -%}
        cast(sum({{ amount }}) as {{ type_of('number') }}) as {{ amount }},
        {% endfor -%}
        customer_id,
        period_start,
        plan_tier
    from placed
    group by customer_id, period_start, plan_tier

),

final as (

    select
        summed.customer_id,
        summed.period_start,
        periods.period_end,
        periods.is_complete_period,
        summed.plan_tier,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        summed.new_mrr,
        summed.reactivation_mrr,
        summed.expansion_mrr,
        summed.contraction_mrr,
        summed.churn_mrr,
        summed.base_mrr,
        summed.gross_retained_mrr,
        summed.net_retained_mrr,
        {{ unless_switched_off('monthly_recurring_revenue', 'summed.closing_mrr') }} as closing_mrr,
        cast(summed.customers_at_end as {{ dbt.type_int() }}) as customers_at_end,
        {{ unless_switched_off('committed_monthly_recurring_revenue', 'summed.committed_mrr') }} as committed_mrr,
        {{ unless_switched_off('billed_monthly_recurring_revenue', 'summed.billed_mrr') }} as billed_mrr,
        summed.base_mrr_trailing_year,
        summed.gross_retained_mrr_trailing_year,
        summed.net_retained_mrr_trailing_year
    from summed
    inner join customers
        on summed.customer_id = customers.customer_id
    inner join periods
        on summed.period_start = periods.period_start
    where not {{ nothing_recurs()[0] }}

)

select * from final
