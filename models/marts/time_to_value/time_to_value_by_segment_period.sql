with spine as (

    select * from {{ ref('int_segment_periods') }}
    where period_grain <> 'week'

),

curve as (

    select * from {{ ref('int_value_curve_by_segment_period') }}

),

totals as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        sum(customers) as new_customers,
        sum(customers_reaching) as customers_with_value,
        {{ time_to_first_value_days('days_observed', 'waiting_share') }} as median_days,
        {{ reached_within(30, 'days_observed', 'waiting_share') }} as reached_within_30_days,
        {{ reached_within(60, 'days_observed', 'waiting_share') }} as reached_within_60_days,
        {{ reached_within(90, 'days_observed', 'waiting_share') }} as reached_within_90_days
    from curve
    group by period_grain, period_start, segment_name, segment_value

),

counted as (

    select
        spine.period_grain,
        spine.period_start,
        spine.period_end,
        spine.is_complete_period,
        spine.segment_name,
        spine.segment_value,
        cast(coalesce(totals.new_customers, 0) as {{ dbt.type_bigint() }}) as new_customers,
        cast(coalesce(totals.customers_with_value, 0) as {{ dbt.type_bigint() }}) as customers_with_value,
        totals.median_days,
        totals.reached_within_30_days,
        totals.reached_within_60_days,
        totals.reached_within_90_days
    from spine
    left join totals
        on spine.period_grain = totals.period_grain
        and spine.period_start = totals.period_start
        and spine.segment_name = totals.segment_name
        and spine.segment_value = totals.segment_value

),

reasoned as (

    select
        *,
        {{ null_reason('time_to_first_value_days', [
            ('new_customers = 0', 'no_base'),
            ('median_days is null', 'not_reached'),
        ]) }} as time_to_first_value_days_null_reason
    from counted

),

final as (

    select
        period_grain,
        period_start,
        period_end,
        is_complete_period,
        segment_name,
        segment_value,
        new_customers,
        customers_with_value,
        {{ unless_null('time_to_first_value_days', 'median_days') }} as time_to_first_value_days,
        -- Without a source nobody was seen to reach it, which is no share of zero.
        {% for days in [30, 60, 90] -%}
        case
            when coalesce(time_to_first_value_days_null_reason, '') <> 'source_switched_off'
                then reached_within_{{ days }}_days
        end as reached_within_{{ days }}_days,
        {% endfor -%}
        time_to_first_value_days_null_reason
    from reasoned

)

select * from final
