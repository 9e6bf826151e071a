with counts as (

    select * from {{ ref('int_customer_counts_by_segment_period') }}

),

reasoned as (

    select
        period_grain,
        period_start,
        period_end,
        is_complete_period,
        segment_name,
        segment_value,
        engaged_customers,
        customers_served,
        {{ null_reason('customer_engagement_rate', [('customers_served = 0', 'no_base')]) }}
            as customer_engagement_rate_null_reason
    from counts

),

final as (

    select
        *,
        {{ unless_null('customer_engagement_rate', customer_engagement_rate('engaged_customers', 'customers_served')) }}
            as customer_engagement_rate,
        {{ unless_null('customer_engagement_rate', wilson_low('engaged_customers', 'customers_served')) }}
            as customer_engagement_rate_interval_low,
        {{ unless_null('customer_engagement_rate', wilson_high('engaged_customers', 'customers_served')) }}
            as customer_engagement_rate_interval_high
    from reasoned

)

select * from final
