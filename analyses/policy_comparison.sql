{#- The headline figures of the whole company under each preset of the policies, side by side, in the latest complete
    month and year. Each preset has a database of its own, which `make policies` builds and attaches. -#}
{%- set headlines = [
    ('monthly_recurring_revenue', 'revenue_by_segment_period'),
    ('annual_recurring_revenue', 'revenue_by_segment_period'),
    ('committed_monthly_recurring_revenue', 'revenue_by_segment_period'),
    ('billed_monthly_recurring_revenue', 'revenue_by_segment_period'),
    ('customers_at_end', 'revenue_by_segment_period'),
    ('average_revenue_per_account', 'revenue_by_segment_period'),
    ('customer_churn_rate', 'churn_by_segment_period'),
    ('gross_revenue_retention', 'revenue_by_segment_period'),
    ('net_revenue_retention', 'revenue_by_segment_period'),
    ('net_revenue_retention_with_reactivation', 'revenue_by_segment_period'),
    ('gross_revenue_retention_trailing_year', 'revenue_by_segment_period'),
    ('net_revenue_retention_trailing_year', 'revenue_by_segment_period'),
    ('gross_revenue_churn_rate', 'revenue_by_segment_period'),
    ('net_revenue_churn_rate', 'revenue_by_segment_period'),
    ('quick_ratio', 'revenue_by_segment_period'),
    ('customer_lifetime_value', 'clv_by_segment_period'),
] -%}
with figures as (

    {%- for preset in policy_presets() %}
    {%- set is_last_preset = loop.last %}
    {%- for metric, mart in headlines %}
    select
        '{{ preset }}' as preset,
        {{ loop.index }} as place,
        '{{ metric }}' as metric,
        period_grain,
        period_start,
        cast({{ metric }} as {{ type_of('double') }}) as figure
    from {{ preset }}.marts.{{ mart }}
    where segment_name = 'all' and period_grain in ('month', 'year') and is_complete_period
    {% if not (is_last_preset and loop.last) %}union all{% endif %}
    {%- endfor %}
    {%- endfor %}

),

latest as (

    select
        period_grain,
        max(period_start) as period_start
    from figures
    group by period_grain

),

final as (

    select
        figures.metric,
        figures.period_grain,
        figures.period_start,
        {%- for preset in policy_presets() %}
        max(case when figures.preset = '{{ preset }}' then figures.figure end) as {{ preset }},
        {%- endfor %}
        figures.place
    from figures
    inner join latest
        on figures.period_grain = latest.period_grain
        and figures.period_start = latest.period_start
    group by figures.metric, figures.period_grain, figures.period_start, figures.place

)

select * from final
order by period_grain, place
