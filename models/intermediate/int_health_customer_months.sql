{#- Whose health is scored, and by which profile: that of the first segment dimension with one of its own. -#}
{%- set segments = ['plan_tier'] + fixed_segments() -%}
with customer_months as (

    select
        *,
        plan_tier_at_end as plan_tier
    from {{ ref('customer_months') }}
    where customers_at_end = 1

),

periods as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

profiles as (

    select * from {{ ref('int_health_profiles') }}

),

placed as (

    select
        customer_months.*,
        case
            {%- for segment in segments %}
            when {{ segment }}_profiles.segment_value is not null then '{{ segment }}'
            {%- endfor %}
            else 'all'
        end as profile_segment_name,
        case
            {%- for segment in segments %}
            when {{ segment }}_profiles.segment_value is not null then {{ segment }}_profiles.segment_value
            {%- endfor %}
            else 'all'
        end as profile_segment_value
    from customer_months
    {% for segment in segments -%}
    left join profiles as {{ segment }}_profiles
        on customer_months.{{ segment }} = {{ segment }}_profiles.segment_value
        and {{ segment }}_profiles.segment_name = '{{ segment }}'
    {% endfor %}

),

final as (

    select
        placed.customer_id,
        placed.period_start,
        placed.period_end,
        placed.is_complete_period,
        periods.effective_ends_at,
        periods.closing_rate_date as last_day,
        placed.company_size,
        placed.industry,
        placed.region,
        placed.acquisition_channel,
        placed.plan_tier,
        placed.profile_segment_name,
        placed.profile_segment_value,
        profiles.healthy_from,
        profiles.watch_from,
        profiles.minimum_coverage,
        profiles.notable_change,
        profiles.heavy_support_tickets,
        profiles.settled_after_days,
        profiles.owner
    from placed
    inner join periods
        on placed.period_start = periods.period_start
    inner join profiles
        on placed.profile_segment_name = profiles.segment_name
        and placed.profile_segment_value = profiles.segment_value

)

select * from final
