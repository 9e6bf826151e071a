{#- Who ordered in the twelve months that end with each period, and how often: under the tier of the latest order. -#}
with orders as (

    select * from {{ ref('int_revenue_entries_segmented') }}
    where is_order = 1

),

periods as (

    select * from {{ ref('int_periods') }}
    where period_grain <> 'week'

),

ranked as (

    select
        periods.period_grain,
        periods.period_start,
        orders.customer_id,
        orders.company_size,
        orders.industry,
        orders.region,
        orders.acquisition_channel,
        orders.plan_tier,
        count(*) over (partition by periods.period_grain, periods.period_start, orders.customer_id) as orders,
        row_number() over (
            partition by periods.period_grain, periods.period_start, orders.customer_id
            order by orders.entry_at desc, orders.entry_id desc
        ) as rank_of_order
    from orders
    inner join periods
        on orders.entry_at >= periods.trailing_year_starts_at
        and orders.entry_at < periods.effective_ends_at

),

final as (

    select
        period_grain,
        period_start,
        customer_id,
        company_size,
        industry,
        region,
        acquisition_channel,
        plan_tier,
        orders
    from ranked
    where rank_of_order = 1

)

select * from final
