{#- One line a metric: which columns of its family's mart are its parts. -#}
with catalog as (

    select * from {{ ref('metric_catalog') }}

),

long as (

    {{ metric_rows('net_promoter_score', 'nps_by_segment_period', 'respondents',
        'net_promoters', 'respondents', has_interval=true, has_weeks=true) }}
    union all
    {{ metric_rows('net_promoter_count', 'nps_by_segment_period', 'respondents', 'net_promoters', has_weeks=true) }}
    union all
    {{ metric_rows('net_promoter_score_four_class', 'nps_by_segment_period', 'respondents',
        'net_very_promoters', 'respondents', has_interval=true, has_weeks=true) }}
    union all
    {{ metric_rows('customer_satisfaction_rate', 'csat_by_segment_period', 'satisfaction_respondents',
        'satisfied_respondents', 'satisfaction_respondents', has_interval=true, has_weeks=true) }}
    union all
    {{ metric_rows('customer_satisfaction_mean', 'csat_by_segment_period', 'satisfaction_answers',
        'scaled_score_sum', 'satisfaction_answers', has_interval=true, has_weeks=true) }}
    union all
    {{ metric_rows('customer_value_addition', 'value_by_segment_period', 'value_customers', has_weeks=true) }}
    union all
    {{ metric_rows('customer_churn_rate', 'churn_by_segment_period', 'churn_base_customers',
        'lost_customers', 'churn_base_customers', has_interval=true) }}
    union all
    {{ metric_rows('customer_retention_rate', 'retention_by_segment_period', 'customers_at_start',
        'retained_customers', 'customers_at_start', has_interval=true) }}
    union all
    {{ metric_rows('customer_retention_now_over_before', 'retention_by_segment_period',
        'customers_at_start', 'customers_at_end', 'customers_at_start') }}
    union all
    {{ metric_rows('customer_retention_symmetric', 'retention_by_segment_period',
        'customers_now_and_new', 'customers_not_new', 'customers_now_and_new') }}
    union all
    {{ metric_rows('customer_acquisition_cost', 'acquisition_by_segment_period',
        'coalesce(attributed_new_customers, 0)', 'acquisition_spend', 'attributed_new_customers') }}
    union all
    {{ metric_rows('new_customer_growth_rate', 'acquisition_by_segment_period',
        'previous_new_customers', 'new_customers_gained', 'previous_new_customers') }}
    union all
    {{ metric_rows('customer_lifetime_value', 'clv_by_segment_period', 'exposed_customers') }}
    union all
    {{ metric_rows('customer_lifetime_value_orders', 'clv_by_segment_period', 'exposed_customers') }}
    union all
    {{ metric_rows('customer_lifetime_value_profit', 'clv_by_segment_period', 'exposed_customers') }}
    union all
    {{ metric_rows('customer_lifetime_value_compounded', 'clv_by_segment_period', 'exposed_customers') }}
    union all
    {{ metric_rows('customer_lifetime_value_single_payment', 'clv_by_segment_period', 'exposed_customers') }}
    union all
    {{ metric_rows('monthly_recurring_revenue', 'revenue_by_segment_period', 'customers_at_end') }}
    union all
    {{ metric_rows('annual_recurring_revenue', 'revenue_by_segment_period', 'customers_at_end') }}
    union all
    {{ metric_rows('committed_monthly_recurring_revenue', 'revenue_by_segment_period', 'customers_at_end') }}
    union all
    {{ metric_rows('billed_monthly_recurring_revenue', 'revenue_by_segment_period', 'billed_customers') }}
    union all
    {{ metric_rows('average_revenue_per_account', 'revenue_by_segment_period', 'customers_at_end',
        'monthly_recurring_revenue', 'customers_at_end') }}
    union all
    {{ metric_rows('gross_revenue_retention', 'revenue_by_segment_period', 'customers_at_start',
        'gross_retained_mrr', 'base_mrr') }}
    union all
    {{ metric_rows('net_revenue_retention', 'revenue_by_segment_period', 'customers_at_start',
        'net_retained_mrr', 'base_mrr') }}
    union all
    {{ metric_rows('net_revenue_retention_with_reactivation', 'revenue_by_segment_period', 'customers_at_start',
        'net_retained_mrr + reactivation_mrr', 'base_mrr') }}
    union all
    {{ metric_rows('gross_revenue_retention_trailing_year', 'revenue_by_segment_period', 'customers_a_year_before',
        'gross_retained_mrr_trailing_year', 'base_mrr_trailing_year') }}
    union all
    {{ metric_rows('net_revenue_retention_trailing_year', 'revenue_by_segment_period', 'customers_a_year_before',
        'net_retained_mrr_trailing_year', 'base_mrr_trailing_year') }}
    union all
    {{ metric_rows('gross_revenue_churn_rate', 'revenue_by_segment_period', 'customers_at_start',
        '-(contraction_mrr + churn_mrr)', 'base_mrr') }}
    union all
    {{ metric_rows('net_revenue_churn_rate', 'revenue_by_segment_period', 'customers_at_start',
        '-(contraction_mrr + churn_mrr + expansion_mrr)', 'base_mrr') }}
    union all
    {{ metric_rows('quick_ratio', 'revenue_by_segment_period', 'moving_customers',
        'new_mrr + reactivation_mrr + expansion_mrr', '-(contraction_mrr + churn_mrr)') }}
    union all
    {{ metric_rows('ltv_to_cac_ratio', 'unit_economics_by_segment_period', 'coalesce(attributed_new_customers, 0)',
        'customer_lifetime_value', 'customer_acquisition_cost') }}
    union all
    {{ metric_rows('cac_payback_months', 'unit_economics_by_segment_period', 'coalesce(attributed_new_customers, 0)',
        'customer_acquisition_cost', 'average_revenue_per_account * gross_margin') }}
    union all
    {{ metric_rows('customer_engagement_rate', 'engagement_by_segment_period', 'customers_served',
        'engaged_customers', 'customers_served', has_interval=true, has_weeks=true) }}
    union all
    {{ metric_rows('customer_usage_rate', 'usage_by_segment_period', 'customers_served',
        'using_customers', 'customers_served', has_interval=true, has_weeks=true) }}
    union all
    {{ metric_rows('customer_expansion_rate', 'expansion_by_segment_period', 'customers_at_start',
        'expanded_customers', 'customers_at_start', has_interval=true) }}
    union all
    {{ metric_rows('usage_expansion_rate', 'expansion_by_segment_period', 'usage_base_customers',
        'usage_expanded_customers', 'usage_base_customers', has_interval=true, has_weeks=true) }}
    union all
    {{ metric_rows('first_response_time_hours', 'support_by_segment_period', 'tickets_answered') }}
    union all
    {{ metric_rows('average_order_value', 'orders_by_segment_period', 'orders', 'revenue', 'orders') }}
    union all
    {{ metric_rows('orders_per_customer_year', 'orders_by_segment_period', 'exposed_customers',
        'orders', 'customer_years') }}
    union all
    {{ metric_rows('repeat_purchase_rate', 'orders_by_segment_period', 'buyers',
        'repeat_buyers', 'buyers', has_interval=true) }}
    union all
    {{ metric_rows('survey_response_rate', 'survey_response_by_segment_period', 'invitations',
        'answered_invitations', 'invitations', has_interval=true, has_weeks=true) }}
    union all
    {{ metric_rows('daily_active_users', 'active_users_by_segment_period', 'user_days',
        'user_days', 'days_begun', has_weeks=true) }}
    union all
    {{ metric_rows('monthly_active_users', 'active_users_by_segment_period', 'month_users', has_weeks=true) }}
    union all
    {{ metric_rows('stickiness', 'active_users_by_segment_period', 'month_users',
        'month_daily_users', 'month_users', has_weeks=true) }}
    union all
    {{ metric_rows('time_to_first_value_days', 'time_to_value_by_segment_period', 'new_customers') }}

),

final as (

    select
        long.metric,
        catalog.label,
        catalog.label_zh,
        long.period_grain,
        long.period_start,
        long.period_end,
        long.segment_name,
        long.segment_value,
        long.numerator,
        long.denominator,
        long.metric_value,
        long.sample_size,
        long.interval_low,
        long.interval_high,
        long.is_complete_period,
        long.sample_size < {{ var('minimum_sample_size') }} as is_small_sample,
        long.null_reason,
        catalog.unit,
        catalog.display_format,
        catalog.direction,
        case when catalog.unit = 'currency' then '{{ var("reporting_currency") }}' end as currency
    from long
    left join catalog
        on long.metric = catalog.metric

)

select * from final
