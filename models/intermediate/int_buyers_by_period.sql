{#- Who ordered in the twelve months that end with each period, and how often: under the tier of the latest order. -#}
with orders as (

    select * from {{ ref('int_revenue_entries_segmented') }}
    where is_order = 1

),

periods as (

    select * from {{ ref('int_periods') }}
    where period_grain <> 'week'

),

numbered as (

    select
        *,
        row_number() over (partition by customer_id order by entry_at, entry_id) as order_number,
        lag(entry_at) over (partition by customer_id order by entry_at, entry_id) as previous_entry_at,
        lead(entry_at) over (partition by customer_id order by entry_at, entry_id) as next_entry_at
    from orders

),

-- Two orders of a customer bound the window, so that the ones between them need not be repeated for every period.
first_orders as (

    select
        periods.period_grain,
        periods.period_start,
        numbered.customer_id,
        numbered.order_number
    from numbered
    inner join periods
        on numbered.entry_at >= periods.trailing_year_starts_at
        and numbered.entry_at < periods.effective_ends_at
        and (numbered.previous_entry_at is null or numbered.previous_entry_at < periods.trailing_year_starts_at)

),

last_orders as (

    select
        periods.period_grain,
        periods.period_start,
        numbered.*
    from numbered
    inner join periods
        on numbered.entry_at >= periods.trailing_year_starts_at
        and numbered.entry_at < periods.effective_ends_at
        and (numbered.next_entry_at is null or numbered.next_entry_at >= periods.effective_ends_at)

),

final as (

    select
        last_orders.period_grain,
        last_orders.period_start,
        last_orders.customer_id,
        last_orders.company_size,
        last_orders.industry,
        last_orders.region,
        last_orders.acquisition_channel,
        last_orders.plan_tier,
        last_orders.order_number - first_orders.order_number + 1 as orders
    from last_orders
    inner join first_orders
        on last_orders.customer_id = first_orders.customer_id
        and last_orders.period_grain = first_orders.period_grain
        and last_orders.period_start = first_orders.period_start

)

select * from final
