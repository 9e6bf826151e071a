{%- set parts_of = {
    ('customer_month_counts', 'retention_by_segment_period'): [
        'customers_at_start', 'customers_at_end', 'retained_customers', 'new_customers',
    ],
    ('customer_month_counts', 'churn_by_segment_period'): ['lost_customers', 'churn_base_customers'],
    ('customer_month_counts', 'acquisition_by_segment_period'): ['previous_new_customers'],
    ('customer_month_counts', 'expansion_by_segment_period'): [
        'expanded_customers', 'usage_base_customers', 'usage_expanded_customers',
    ],
    ('customer_month_counts', 'engagement_by_segment_period'): ['customers_served'],
    ('customer_month_counts', 'usage_by_segment_period'): ['using_customers'],
    ('customer_month_revenue', 'revenue_by_segment_period'): [
        'new_mrr', 'reactivation_mrr', 'expansion_mrr', 'contraction_mrr', 'churn_mrr', 'base_mrr',
        'gross_retained_mrr', 'net_retained_mrr', 'closing_mrr', 'customers_at_end', 'committed_mrr', 'billed_mrr',
        'base_mrr_trailing_year', 'gross_retained_mrr_trailing_year', 'net_retained_mrr_trailing_year',
    ],
    ('customer_month_trailing_years', 'clv_by_segment_period'): [
        'customer_years', 'churn_events', 'revenue', 'orders',
    ],
    ('customer_month_trailing_years', 'orders_by_segment_period'): ['buyers', 'repeat_buyers'],
    ('customer_month_users', 'active_users_by_segment_period'): ['month_users'],
} -%}
with
{%- for marts, parts in parts_of.items() %}
sums_{{ loop.index }} as (

    select
        {% for part in parts -%}
        sum({{ part }}) as {{ part }},
        {% endfor -%}
        period_start,
        plan_tier
    from {{ ref(marts[0]) }}
    group by period_start, plan_tier

),

compared_{{ loop.index }} as (

    select
        '{{ marts[0] }}' as mart,
        segments.period_start,
        segments.segment_value as plan_tier
    from {{ ref(marts[1]) }} as segments
    left join sums_{{ loop.index }} as sums
        on segments.period_start = sums.period_start
        and segments.segment_value = sums.plan_tier
    where segments.period_grain = 'month'
        and segments.segment_name = 'plan_tier'
        {%- if marts[0] == 'customer_month_revenue' %}
        and not {{ nothing_recurs()[0] }}
        {%- endif %}
        and (
            {%- for part in parts %}
            {{ 'or ' if not loop.first }}{{ differs('coalesce(sums.' ~ part ~ ', 0)', 'segments.' ~ part) }}
            {%- endfor %}
        )

){{ ',' if not loop.last }}
{% endfor %}
{%- for marts in parts_of %}
select * from compared_{{ loop.index }}
{{ 'union all' if not loop.last }}
{%- endfor %}
