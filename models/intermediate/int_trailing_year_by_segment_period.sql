{#- Exposure, churn events, revenue and cost of the twelve months that end with each period (metrics.md, Lifetime). -#}
with periods as (

    select * from {{ ref('int_periods') }}
    where period_grain <> 'week'

),

spine as (

    select * from {{ ref('int_segment_periods') }}
    where period_grain <> 'week'

),

exposures as (

    select * from {{ ref('int_exposure_by_customer_period') }}

),

revenue_entries as (

    select * from {{ ref('int_revenue_entries_segmented') }}

),

expenses as (

    select * from {{ ref('int_expenses_converted') }}

),

exposures_segmented as (

    {{ across_segments('exposures',
        ['period_grain', 'period_start', 'customer_id', 'customer_years', 'churn_events']) }}

),

exposure_totals as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        sum(customer_years) as customer_years,
        sum(churn_events) as churn_events,
        count(distinct case when customer_years > 0 then customer_id end) as exposed_customers
    from exposures_segmented
    group by period_grain, period_start, segment_name, segment_value

),

-- Added up before it is repeated for each segment: an entry lies in many windows.
revenue_dated as (

    select
        periods.period_grain,
        periods.period_start,
        revenue_entries.company_size,
        revenue_entries.industry,
        revenue_entries.region,
        revenue_entries.acquisition_channel,
        revenue_entries.plan_tier,
        sum(revenue_entries.amount) as revenue,
        sum(revenue_entries.is_order) as orders
    from revenue_entries
    inner join periods
        on revenue_entries.entry_at >= periods.trailing_year_starts_at
        and revenue_entries.entry_at < periods.effective_ends_at
    group by
        periods.period_grain,
        periods.period_start,
        revenue_entries.company_size,
        revenue_entries.industry,
        revenue_entries.region,
        revenue_entries.acquisition_channel,
        revenue_entries.plan_tier

),

revenue_segmented as (

    {{ across_segments('revenue_dated', ['period_grain', 'period_start', 'revenue', 'orders']) }}

),

revenue_totals as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        sum(revenue) as revenue,
        sum(orders) as orders
    from revenue_segmented
    group by period_grain, period_start, segment_name, segment_value

),

cost_totals as (

    select
        periods.period_grain,
        periods.period_start,
        sum(expenses.amount) as cost_to_serve
    from expenses
    inner join periods
        on expenses.incurred_at >= periods.trailing_year_starts_at
        and expenses.incurred_at < periods.effective_ends_at
    where expenses.is_cost_to_serve = 1
    group by periods.period_grain, periods.period_start

),

whole_revenue as (

    select
        period_grain,
        period_start,
        revenue
    from revenue_totals
    where segment_name = 'all'

),

final as (

    select
        spine.period_grain,
        spine.period_start,
        spine.period_end,
        spine.is_complete_period,
        spine.segment_name,
        spine.segment_value,
        coalesce(exposure_totals.customer_years, 0) as customer_years,
        cast(coalesce(exposure_totals.churn_events, 0) as {{ dbt.type_bigint() }}) as churn_events,
        coalesce(exposure_totals.exposed_customers, 0) as exposed_customers,
        cast(coalesce(revenue_totals.revenue, 0) as {{ type_of('number') }}) as revenue,
        cast(coalesce(revenue_totals.orders, 0) as {{ dbt.type_bigint() }}) as orders,
        cast(case
            when spine.segment_name = 'all' then coalesce(cost_totals.cost_to_serve, 0)
            else {{ cost_share(
                'coalesce(cost_totals.cost_to_serve, 0)', 'coalesce(revenue_totals.revenue, 0)', 'whole_revenue.revenue'
            ) }}
        end as {{ type_of('double') }}) as cost_to_serve
    from spine
    left join exposure_totals
        on spine.period_grain = exposure_totals.period_grain
        and spine.period_start = exposure_totals.period_start
        and spine.segment_name = exposure_totals.segment_name
        and spine.segment_value = exposure_totals.segment_value
    left join revenue_totals
        on spine.period_grain = revenue_totals.period_grain
        and spine.period_start = revenue_totals.period_start
        and spine.segment_name = revenue_totals.segment_name
        and spine.segment_value = revenue_totals.segment_value
    left join cost_totals
        on spine.period_grain = cost_totals.period_grain
        and spine.period_start = cost_totals.period_start
    left join whole_revenue
        on spine.period_grain = whole_revenue.period_grain
        and spine.period_start = whole_revenue.period_start

)

select * from final
