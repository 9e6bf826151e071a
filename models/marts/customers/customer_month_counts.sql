{#- Everything that the rates of customers sum, under the plan tier that each count takes (metrics.md, Segments), so
    that any slice of the rows gives a rate by division alone. -#}
{%- set counts_by_tier = {
    'plan_tier_at_start': [
        'customers_at_start', 'retained_customers', 'churned_customers', 'expanded_customers', 'usage_base_customers',
        'usage_expanded_customers',
    ],
    'plan_tier_at_end': ['customers_at_end'],
    'plan_tier_when_new': ['new_customers', 'new_and_lost_customers'],
    'plan_tier_when_previously_new': ['previous_new_customers'],
    'plan_tier_when_served': ['customers_served', 'engaged_customers', 'using_customers'],
} -%}
{%- set counts = counts_by_tier.values() | sum(start=[]) -%}
{%- set attributes = ['customer_id', 'period_start', 'period_end', 'is_complete_period'] + fixed_segments() -%}
with customer_months as (

    select * from {{ ref('customer_months') }}

),

followed as (

    select
        *,
        lag(new_customers, 1, 0) over (partition by customer_id order by period_start) as previous_new_customers,
        lag(plan_tier_when_new) over (partition by customer_id order by period_start) as plan_tier_when_previously_new
    from customer_months

),

placed as (

    {{ under_their_plan_tiers(counts_by_tier, dict.fromkeys(counts_by_tier, 'followed'), attributes) }}

),

summed as (

    select
        {% for count in counts -%}
        cast(sum({{ count }}) as {{ dbt.type_int() }}) as {{ count }},
        {% endfor -%}
        {{ attributes | join(', ') }},
        plan_tier
    from placed
    group by {{ attributes | join(', ') }}, plan_tier

),

final as (

    select
        customer_id,
        period_start,
        period_end,
        is_complete_period,
        plan_tier,
        company_size,
        industry,
        region,
        acquisition_channel,
        customers_at_start,
        customers_at_end,
        retained_customers,
        new_customers,
        previous_new_customers,
        case when is_complete_period then new_customers - previous_new_customers end as new_customers_gained,
        {{ lost_customers('churned_customers', 'new_and_lost_customers') }} as lost_customers,
        {{ churn_base_customers('customers_at_start', 'new_customers') }} as churn_base_customers,
        expanded_customers,
        usage_base_customers,
        usage_expanded_customers,
        customers_served,
        {{ unless_switched_off('customer_engagement_rate', 'engaged_customers') }} as engaged_customers,
        {{ unless_switched_off('customer_usage_rate', 'using_customers') }} as using_customers
    from summed

)

select * from final
