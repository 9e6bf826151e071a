{#- A mart is as fresh as the most backward feed that it needs. Marts that are no metric's own stand on the feeds of
    the metrics that are counted from them. -#}
{%- set health_metrics = [
    'customer_churn_rate', 'customer_usage_rate', 'customer_satisfaction_rate', 'first_response_time_hours',
    'average_order_value', 'customer_engagement_rate',
] -%}
{%- set metrics_of = {
    'customers': ['customer_churn_rate'],
    'customer_periods': ['customer_churn_rate', 'customer_usage_rate', 'customer_engagement_rate'],
    'mrr_movements': ['net_revenue_retention'],
    'mrr_waterfall': ['net_revenue_retention'],
    'mrr_movements_by_currency': ['net_revenue_retention'],
    'mrr_by_customer': ['monthly_recurring_revenue', 'billed_monthly_recurring_revenue'],
    'mrr_by_subscription_version': ['monthly_recurring_revenue'],
    'retention_by_cohort_month': ['customer_retention_rate', 'net_revenue_retention'],
    'survival_curve': ['customer_churn_rate'],
    'customer_health': health_metrics,
    'customer_health_inputs': health_metrics,
    'high_value_customers_at_risk': health_metrics,
    'customer_churn_risk': [
        'customer_churn_rate', 'customer_usage_rate', 'customer_satisfaction_rate', 'first_response_time_hours',
        'average_order_value',
    ],
    'customer_segments_rfm': ['customer_usage_rate', 'average_order_value'],
    'customer_month_counts': ['customer_churn_rate', 'customer_usage_rate', 'customer_engagement_rate'],
    'customer_month_revenue': ['monthly_recurring_revenue', 'billed_monthly_recurring_revenue'],
    'customer_month_trailing_years': ['customer_lifetime_value'],
    'customer_month_users': ['monthly_active_users'],
    'survey_answers': ['net_promoter_score'],
    'survey_invitations': ['survey_response_rate'],
    'support_tickets': ['first_response_time_hours'],
    'channel_month_spend': ['customer_acquisition_cost'],
} -%}
with registry as (

    select * from {{ ref('metric_registry') }}

),

metric_feeds as (

    select * from {{ ref('metric_feeds') }}

),

feeds as (

    select * from {{ ref('data_through_by_feed') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

metrics_of_marts as (

    select
        family || '_by_segment_period' as mart,
        metric
    from registry
    union all
    select
        'metric_values' as mart,
        metric
    from registry
    {%- for mart, metrics in metrics_of.items() %}
    union all
    select
        '{{ mart }}' as mart,
        metric
    from registry
    where metric in ('{{ metrics | join("', '") }}')
    {%- endfor %}

),

feeds_of_marts as (

    select distinct
        metrics_of_marts.mart,
        metric_feeds.raw_table
    from metrics_of_marts
    inner join metric_feeds
        on metrics_of_marts.metric = metric_feeds.metric
    where metric_feeds.is_needed

),

ranked as (

    select
        feeds_of_marts.mart,
        feeds.raw_table,
        feeds.data_through,
        row_number() over (
            partition by feeds_of_marts.mart order by feeds.data_through, feeds.raw_table
        ) as place
    from feeds_of_marts
    inner join feeds
        on feeds_of_marts.raw_table = feeds.raw_table
    where feeds.data_through is not null

),

marts as (

    select distinct mart from feeds_of_marts

),

final as (

    select
        marts.mart,
        ranked.data_through,
        ranked.raw_table as most_backward_feed,
        {{ safe_divide(seconds_between('ranked.data_through', 'as_of.as_of_at'), 3600) }} as hours_behind_as_of,
        {{ safe_divide(seconds_between('ranked.data_through', clock()), 3600) }} as hours_behind_clock
    from marts
    cross join as_of
    left join ranked
        on marts.mart = ranked.mart
        and ranked.place = 1

)

select * from final
