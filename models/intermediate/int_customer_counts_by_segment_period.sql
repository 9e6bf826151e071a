{#- The populations of metrics.md section 2 counted. Fixed segments follow the customer; the plan tier of each count
    is the one that the customer is counted under, and a numerator takes its denominator's. -#}
{%- set counts_by_tier = {
    'plan_tier_at_start': [
        'customers_at_start', 'retained_customers', 'churned_customers', 'left_and_returned_customers',
        'expanded_customers', 'usage_base_customers', 'usage_expanded_customers',
    ],
    'plan_tier_at_end': ['customers_at_end'],
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

counted as (

    {%- for segment in ['all'] + fixed_segments() %}
        select
            period_grain,
            period_start,
            '{{ segment }}' as segment_name,
            {{ "'all'" if segment == 'all' else segment }} as segment_value
            {%- for count in counts %},
            sum({{ count }}) as {{ count }}
            {%- endfor %},
            0 as moved_in_customers,
            0 as moved_out_customers
        from customer_periods
        group by period_grain, period_start{{ '' if segment == 'all' else ', ' ~ segment }}
        union all
    {%- endfor %}
    {%- for tier, counts_of_tier in counts_by_tier.items() %}
        select
            period_grain,
            period_start,
            'plan_tier' as segment_name,
            {{ tier }} as segment_value
            {%- for count in counts %},
            {{ 'sum(' ~ count ~ ')' if count in counts_of_tier else '0' }} as {{ count }}
            {%- endfor %},
            0 as moved_in_customers,
            0 as moved_out_customers
        from customer_periods
        where {{ tier }} is not null
        group by period_grain, period_start, {{ tier }}
        union all
    {%- endfor %}
    select
        period_grain,
        period_start,
        'plan_tier' as segment_name,
        plan_tier_at_end as segment_value
        {%- for count in counts %},
        0 as {{ count }}
        {%- endfor %},
        count(*) as moved_in_customers,
        0 as moved_out_customers
    from customer_periods
    where plan_tier_at_end <> coalesce(plan_tier_at_start, plan_tier_when_new, plan_tier_when_reactivated)
    group by period_grain, period_start, plan_tier_at_end
    union all
    select
        period_grain,
        period_start,
        'plan_tier' as segment_name,
        coalesce(plan_tier_at_start, plan_tier_when_new, plan_tier_when_reactivated) as segment_value
        {%- for count in counts %},
        0 as {{ count }}
        {%- endfor %},
        0 as moved_in_customers,
        count(*) as moved_out_customers
    from customer_periods
    where plan_tier_at_end <> coalesce(plan_tier_at_start, plan_tier_when_new, plan_tier_when_reactivated)
    group by period_grain, period_start, coalesce(plan_tier_at_start, plan_tier_when_new, plan_tier_when_reactivated)

),

summed as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value
        {%- for count in counts + ['moved_in_customers', 'moved_out_customers'] %},
        sum({{ count }}) as {{ count }}
        {%- endfor %}
    from counted
    group by period_grain, period_start, segment_name, segment_value

),

final as (

    select
        spine.period_grain,
        spine.period_start,
        spine.period_end,
        spine.is_complete_period,
        spine.segment_name,
        spine.segment_value
        {%- for count in counts + ['moved_in_customers', 'moved_out_customers'] %},
        cast(coalesce(summed.{{ count }}, 0) as {{ dbt.type_bigint() }}) as {{ count }}
        {%- endfor %}
    from spine
    left join summed
        on spine.period_grain = summed.period_grain
        and spine.period_start = summed.period_start
        and spine.segment_name = summed.segment_name
        and spine.segment_value = summed.segment_value

)

select * from final
