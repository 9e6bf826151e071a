{#- Customers of twelve months before each period's end: what they paid then and pay now, at the same rate. -#}
with terms as (

    select * from {{ ref('int_bridged_terms') }}

),

periods as (

    select * from {{ ref('int_periods') }}
    where period_grain <> 'week'

),

rates as (

    select * from {{ ref('int_recurring_exchange_rates') }}

),

closing_rates as (

    {{ rates_of_periods('closing_rate_date') }}

),

tiers as (

    select * from {{ ref('int_plan_tiers_held') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

amounts as (

    select * from {{ ref('int_mrr_by_customer_period') }}

),

bases as (

    select
        terms.customer_id,
        periods.period_grain,
        periods.period_start,
        periods.trailing_year_starts_at,
        sum({{ convert('terms.recurring_amount', 'closing_rates.rate') }}) as base_mrr
    from terms
    inner join periods
        on terms.started_at < periods.trailing_year_starts_at
        and (terms.ended_at is null or terms.ended_at >= periods.trailing_year_starts_at)
    left join closing_rates
        on terms.currency = closing_rates.currency
        and periods.period_grain = closing_rates.period_grain
        and periods.period_start = closing_rates.period_start
    group by terms.customer_id, periods.period_grain, periods.period_start, periods.trailing_year_starts_at

),

final as (

    select
        bases.customer_id,
        bases.period_grain,
        bases.period_start,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        tiers.plan_tier,
        bases.base_mrr as base_mrr_trailing_year,
        least(bases.base_mrr, coalesce(amounts.closing_mrr, 0)) as gross_retained_mrr_trailing_year,
        coalesce(amounts.closing_mrr, 0) as net_retained_mrr_trailing_year
    from bases
    inner join customers
        on bases.customer_id = customers.customer_id
    inner join tiers
        on bases.customer_id = tiers.customer_id
        and bases.trailing_year_starts_at > tiers.held_from
        and (tiers.held_to is null or bases.trailing_year_starts_at <= tiers.held_to)
    left join amounts
        on bases.customer_id = amounts.customer_id
        and bases.period_grain = amounts.period_grain
        and bases.period_start = amounts.period_start

)

select * from final
