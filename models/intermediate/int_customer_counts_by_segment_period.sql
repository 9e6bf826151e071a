{#- The populations of metrics.md section 2 counted. Fixed segments follow the customer; the plan tier of each count
    is the one that the customer is counted under, and a numerator takes its denominator's. -#}
{%- set counts_by_tier = {
    'plan_tier_at_start': [
        'customers_at_start', 'retained_customers', 'churned_customers', 'left_and_returned_customers',
        'expanded_customers', 'usage_base_customers', 'usage_expanded_customers',
    ],
    'plan_tier_at_end': ['customers_at_end', 'moved_in_customers'],
    'plan_tier_moved_from': ['moved_out_customers'],
    'plan_tier_when_new': ['new_customers', 'new_and_lost_customers'],
    'plan_tier_when_reactivated': ['reactivated_customers'],
    'plan_tier_when_served': ['customers_served', 'engaged_customers', 'using_customers'],
} -%}
{%- set counts = counts_by_tier.values() | sum(start=[]) -%}
with customer_periods as (

    select * from {{ ref('customer_periods') }}

),

spine as (

    select * from {{ ref('int_segment_periods') }}

),

-- A customer moves from the tier that it was counted under to the one that it holds at the end.
located as (

    select
        *,
        coalesce(plan_tier_at_start, plan_tier_when_new, plan_tier_when_reactivated) as plan_tier_moved_from
    from customer_periods

),

moving as (

    select
        *,
        case when plan_tier_at_end <> plan_tier_moved_from then 1 else 0 end as moved_out_customers
    from located

),

arriving as (

    select
        *,
        moved_out_customers as moved_in_customers
    from moving

),

counted as (

    {%- for segment in ['all'] + fixed_segments() %}
    select
        {% for count in counts -%}
        sum({{ count }}) as {{ count }},
        {% endfor -%}
        period_grain,
        period_start,
        '{{ segment }}' as segment_name,
        {{ "'all'" if segment == 'all' else segment }} as segment_value
    from arriving
    group by period_grain, period_start{{ '' if segment == 'all' else ', ' ~ segment }}
    union all
    {%- endfor %}
    {%- for tier, counts_of_tier in counts_by_tier.items() %}
    select
        {% for count in counts -%}
        {{ 'sum(' ~ count ~ ')' if count in counts_of_tier else '0' }} as {{ count }},
        {% endfor -%}
        period_grain,
        period_start,
        'plan_tier' as segment_name,
        {{ tier }} as segment_value
    from arriving
    where {{ tier }} is not null
    group by period_grain, period_start, {{ tier }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

summed as (

    select
        {% for count in counts -%}
        sum({{ count }}) as {{ count }},
        {% endfor -%}
        period_grain,
        period_start,
        segment_name,
        segment_value
    from counted
    group by period_grain, period_start, segment_name, segment_value

),

final as (

    select
        {% for count in counts -%}
        cast(coalesce(summed.{{ count }}, 0) as {{ dbt.type_bigint() }}) as {{ count }},
        {% endfor -%}
        spine.period_grain,
        spine.period_start,
        spine.period_end,
        spine.is_complete_period,
        spine.segment_name,
        spine.segment_value
    from spine
    left join summed
        on spine.period_grain = summed.period_grain
        and spine.period_start = summed.period_start
        and spine.segment_name = summed.segment_name
        and spine.segment_value = summed.segment_value

)

select * from final
