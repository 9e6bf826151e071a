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
        churned_customers,
        customers_at_start,
        {{ null_reason('customer_churn_rate', [('customers_at_start = 0', 'no_base')]) }}
            as customer_churn_rate_null_reason
    from counts

),

final as (

    select
        *,
        {{ unless_null('customer_churn_rate', customer_churn_rate('churned_customers', 'customers_at_start')) }}
            as customer_churn_rate,
        {{ unless_null('customer_churn_rate', wilson_low('churned_customers', 'customers_at_start')) }}
            as customer_churn_rate_interval_low,
        {{ unless_null('customer_churn_rate', wilson_high('churned_customers', 'customers_at_start')) }}
            as customer_churn_rate_interval_high
    from reasoned

)

select * from final
