with trailing_year as (

    select * from {{ ref('int_trailing_year_by_segment_period') }}

),

buyers as (

    select * from {{ ref('int_buyers_by_period') }}

),

segmented as (

    {{ across_segments('buyers', ['period_grain', 'period_start', 'orders']) }}

),

totals as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        count(*) as buyers,
        sum(case when orders >= 2 then 1 else 0 end) as repeat_buyers
    from segmented
    group by period_grain, period_start, segment_name, segment_value

),

counted as (

    select
        trailing_year.period_grain,
        trailing_year.period_start,
        trailing_year.period_end,
        trailing_year.is_complete_period,
        trailing_year.segment_name,
        trailing_year.segment_value,
        trailing_year.revenue,
        trailing_year.orders,
        trailing_year.customer_years,
        trailing_year.exposed_customers,
        cast(coalesce(totals.buyers, 0) as {{ dbt.type_bigint() }}) as buyers,
        cast(coalesce(totals.repeat_buyers, 0) as {{ dbt.type_bigint() }}) as repeat_buyers
    from trailing_year
    left join totals
        on trailing_year.period_grain = totals.period_grain
        and trailing_year.period_start = totals.period_start
        and trailing_year.segment_name = totals.segment_name
        and trailing_year.segment_value = totals.segment_value

),

reasoned as (

    select
        *,
        {{ null_reason('average_order_value', [('orders = 0', 'no_orders')]) }} as average_order_value_null_reason,
        {{ null_reason('orders_per_customer_year', [('customer_years = 0', 'no_base')]) }}
            as orders_per_customer_year_null_reason,
        {{ null_reason('repeat_purchase_rate', [('buyers = 0', 'no_orders')]) }} as repeat_purchase_rate_null_reason
    from counted

),

final as (

    select
        *,
        {{ unless_null('average_order_value', average_order_value('revenue', 'orders')) }} as average_order_value,
        {{ unless_null('orders_per_customer_year', orders_per_customer_year('orders', 'customer_years')) }}
            as orders_per_customer_year,
        {{ unless_null('repeat_purchase_rate', repeat_purchase_rate('repeat_buyers', 'buyers')) }}
            as repeat_purchase_rate,
        {{ unless_null('repeat_purchase_rate', wilson_low('repeat_buyers', 'buyers')) }}
            as repeat_purchase_rate_interval_low,
        {{ unless_null('repeat_purchase_rate', wilson_high('repeat_buyers', 'buyers')) }}
            as repeat_purchase_rate_interval_high
    from reasoned

)

select * from final
