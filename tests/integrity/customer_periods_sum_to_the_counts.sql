{#- A reviewer can answer "which customers are in this number?" from customer_periods alone. -#}
{%- set lost = 'churned_customers'
    ~ (' + new_and_lost_customers' if policy('new_and_lost_policy') == 'counted' else '') -%}
{%- set churn_base = 'customers_at_start'
    ~ (' + new_customers' if policy('churn_rate_base') == 'opening_and_new' else '') -%}
{%- set parts = {
    'customer_churn_rate': (lost, churn_base),
    'customer_retention_rate': ('retained_customers', 'customers_at_start'),
    'customer_expansion_rate': ('expanded_customers', 'customers_at_start'),
    'usage_expansion_rate': ('usage_expanded_customers', 'usage_base_customers'),
    'customer_usage_rate': ('using_customers', 'customers_served'),
    'customer_engagement_rate': ('engaged_customers', 'customers_served'),
    'net_promoter_score': ('promoters - detractors', 'respondents'),
    'customer_satisfaction_rate': ('satisfied_respondents', 'satisfaction_respondents'),
} -%}
with customer_periods as (

    select * from {{ ref('customer_periods') }}

),

metric_values as (

    select * from {{ ref('metric_values') }}
    where segment_name = 'all' and coalesce(null_reason, '') <> 'source_switched_off'

),

counted as (

    {%- for metric, (numerator, denominator) in parts.items() %}
    select
        '{{ metric }}' as metric,
        period_grain,
        period_start,
        sum({{ numerator }}) as numerator,
        sum({{ denominator }}) as denominator
    from customer_periods
    group by period_grain, period_start
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

)

select
    metric_values.metric,
    metric_values.period_grain,
    metric_values.period_start
from metric_values
inner join counted
    on metric_values.metric = counted.metric
    and metric_values.period_grain = counted.period_grain
    and metric_values.period_start = counted.period_start
where metric_values.numerator <> counted.numerator
    or metric_values.denominator <> counted.denominator
