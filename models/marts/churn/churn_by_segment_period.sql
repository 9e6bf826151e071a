with counts as (

    select * from {{ ref('int_customer_counts_by_segment_period') }}

),

based as (

    select
        period_grain,
        period_start,
        period_end,
        is_complete_period,
        segment_name,
        segment_value,
        churned_customers,
        new_and_lost_customers,
        customers_at_start,
        new_customers,
        {{ lost_customers('churned_customers', 'new_and_lost_customers') }} as lost_customers,
        {{ churn_base_customers('customers_at_start', 'new_customers') }} as churn_base_customers
    from counts

),

reasoned as (

    select
        *,
        {{ null_reason('customer_churn_rate', [('churn_base_customers = 0', 'no_base')]) }}
            as customer_churn_rate_null_reason
    from based

),

final as (

    select
        *,
        {{ unless_null('customer_churn_rate', customer_churn_rate('lost_customers', 'churn_base_customers')) }}
            as customer_churn_rate,
        {{ unless_null('customer_churn_rate', wilson_low('lost_customers', 'churn_base_customers')) }}
            as customer_churn_rate_interval_low,
        {{ unless_null('customer_churn_rate', wilson_high('lost_customers', 'churn_base_customers')) }}
            as customer_churn_rate_interval_high
    from reasoned

)

select * from final
