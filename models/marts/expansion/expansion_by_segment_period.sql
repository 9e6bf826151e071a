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
        expanded_customers,
        usage_base_customers,
        usage_expanded_customers,
        {{ null_reason('customer_expansion_rate', [('customers_at_start = 0', 'no_base')]) }}
            as customer_expansion_rate_null_reason,
        {{ null_reason('usage_expansion_rate', [('usage_base_customers = 0', 'no_base')]) }}
            as usage_expansion_rate_null_reason
    from counts

),

final as (

    select
        *,
        {{ unless_null('customer_expansion_rate',
            customer_expansion_rate('expanded_customers', 'customers_at_start')) }}
            as customer_expansion_rate,
        {{ unless_null('customer_expansion_rate', wilson_low('expanded_customers', 'customers_at_start')) }}
            as customer_expansion_rate_interval_low,
        {{ unless_null('customer_expansion_rate', wilson_high('expanded_customers', 'customers_at_start')) }}
            as customer_expansion_rate_interval_high,
        {{ unless_null('usage_expansion_rate',
            usage_expansion_rate('usage_expanded_customers', 'usage_base_customers')) }}
            as usage_expansion_rate,
        {{ unless_null('usage_expansion_rate', wilson_low('usage_expanded_customers', 'usage_base_customers')) }}
            as usage_expansion_rate_interval_low,
        {{ unless_null('usage_expansion_rate', wilson_high('usage_expanded_customers', 'usage_base_customers')) }}
            as usage_expansion_rate_interval_high
    from reasoned

)

select * from final
