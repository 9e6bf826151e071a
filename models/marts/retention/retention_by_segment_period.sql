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
        customers_at_start,
        customers_at_end,
        new_customers,
        new_and_lost_customers,
        reactivated_customers,
        retained_customers,
        left_and_returned_customers,
        moved_in_customers,
        moved_out_customers,
        {{ null_reason('customer_retention_rate', [('customers_at_start = 0', 'no_base')]) }}
            as customer_retention_rate_null_reason,
        {{ null_reason('customer_retention_now_over_before', [('customers_at_start = 0', 'no_base')]) }}
            as customer_retention_now_over_before_null_reason,
        {{ null_reason('customer_retention_symmetric', [('customers_at_end + new_customers = 0', 'no_base')]) }}
            as customer_retention_symmetric_null_reason
    from counts

),

final as (

    select
        *,
        customers_at_end - new_customers as customers_not_new,
        customers_at_end + new_customers as customers_now_and_new,
        {{ unless_null('customer_retention_rate',
            customer_retention_rate('retained_customers', 'customers_at_start')) }}
            as customer_retention_rate,
        {{ unless_null('customer_retention_rate', wilson_low('retained_customers', 'customers_at_start')) }}
            as customer_retention_rate_interval_low,
        {{ unless_null('customer_retention_rate', wilson_high('retained_customers', 'customers_at_start')) }}
            as customer_retention_rate_interval_high,
        {{ unless_null('customer_retention_now_over_before',
            customer_retention_now_over_before('customers_at_end', 'customers_at_start')) }}
            as customer_retention_now_over_before,
        {{ unless_null('customer_retention_symmetric',
            customer_retention_symmetric('customers_at_end', 'new_customers')) }}
            as customer_retention_symmetric
    from reasoned

)

select * from final
