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
{%- set presets = policy_presets() | list -%}
with headlines as (

    {% for metric, mart in headlines -%}
    select
        {{ loop.index }} as place,
        '{{ metric }}' as metric,
        {%- for preset in presets %}
        cast({{ preset }}.{{ metric }} as {{ type_of('double') }}) as {{ preset }},
        {%- endfor %}
        {{ presets[0] }}.period_grain,
        {{ presets[0] }}.period_start
    from {{ presets[0] }}.marts.{{ mart }} as {{ presets[0] }}
    {%- for preset in presets[1:] %}
    left join {{ preset }}.marts.{{ mart }} as {{ preset }}
        on {{ presets[0] }}.period_grain = {{ preset }}.period_grain
        and {{ presets[0] }}.period_start = {{ preset }}.period_start
        and {{ presets[0] }}.segment_name = {{ preset }}.segment_name
        and {{ presets[0] }}.segment_value = {{ preset }}.segment_value
    {%- endfor %}
    where {{ presets[0] }}.segment_name = 'all'
        and {{ presets[0] }}.period_grain in ('month', 'year')
        and {{ presets[0] }}.is_complete_period
    {%- if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}

),

latest as (

    select
        period_grain,
        max(period_start) as period_start
    from headlines
    group by period_grain

),

final as (

    select
        headlines.metric,
        headlines.period_grain,
        headlines.period_start,
        {%- for preset in presets %}
        headlines.{{ preset }},
        {%- endfor %}
        headlines.place
    from headlines
    inner join latest
        on headlines.period_grain = latest.period_grain
        and headlines.period_start = latest.period_start

)

select * from final
order by period_grain, place
