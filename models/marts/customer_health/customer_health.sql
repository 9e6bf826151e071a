{#- The score of each customer and month as the seeds weigh it now; what was said at the time is in
    `customer_health_history`. -#}
with inputs as (

    select * from {{ ref('customer_health_inputs') }}

),

health_months as (

    select * from {{ ref('int_health_customer_months') }}

),

overrides as (

    select * from {{ ref('int_health_overrides') }}

),

ranked as (

    select
        *,
        row_number() over (partition by customer_id, period_start order by pull asc, input asc) as place_from_below,
        row_number() over (partition by customer_id, period_start order by pull desc, input asc) as place_from_above
    from inputs

),

summed as (

    select
        customer_id,
        period_start,
        {%- for input in health_input_names() %}
        max(case when input = '{{ input }}' then input_value end) as {{ input }},
        {%- endfor %}
        {{ round_to('sum(points)', 10) }} as weighted_score,
        {{ round_to('sum(case when input_value is not null then weight else 0 end)', 10) }} as coverage,
        {{ sorted_list("case when input_value is null then input || ': ' || missing_reason end") }} as missing_inputs,
        max(case when place_from_below = 1 and pull < 0 then input end) as strongest_drag,
        max(case when place_from_below = 1 and pull < 0 then pull end) as strongest_drag_points,
        max(case when place_from_above = 1 and pull > 0 then input end) as strongest_lift,
        max(case when place_from_above = 1 and pull > 0 then pull end) as strongest_lift_points
    from ranked
    group by customer_id, period_start

),

computed as (

    select
        health_months.customer_id,
        health_months.period_start,
        health_months.period_end,
        health_months.is_complete_period,
        health_months.company_size,
        health_months.industry,
        health_months.region,
        health_months.acquisition_channel,
        health_months.plan_tier,
        health_months.owner,
        health_months.profile_segment_name,
        health_months.profile_segment_value,
        health_months.healthy_from,
        health_months.watch_from,
        health_months.notable_change,
        summed.usage_trend,
        summed.satisfaction,
        summed.support_load,
        summed.payment_behaviour,
        summed.tenure_and_renewal,
        summed.engagement,
        summed.coverage,
        summed.missing_inputs,
        summed.strongest_drag,
        summed.strongest_drag_points,
        summed.strongest_lift,
        summed.strongest_lift_points,
        case when summed.coverage >= health_months.minimum_coverage then summed.weighted_score end as computed_score
    from health_months
    inner join summed
        on health_months.customer_id = summed.customer_id
        and health_months.period_start = summed.period_start

),

compared as (

    select
        computed.*,
        earlier.computed_score as score_three_months_before,
        {{ round_to('computed.computed_score - earlier.computed_score', 10) }} as score_change
    from computed
    left join computed as earlier
        on computed.customer_id = earlier.customer_id
        and cast({{ add_months('computed.period_start', -3) }} as date) = earlier.period_start

),

overridden as (

    select
        compared.*,
        {{ health_band('compared.computed_score', 'compared.healthy_from', 'compared.watch_from') }} as computed_band,
        case
            when compared.score_change >= compared.notable_change then 'rising'
            when compared.score_change <= -compared.notable_change then 'falling'
            when compared.score_change is not null then 'steady'
        end as trend,
        coalesce(overrides.score, compared.computed_score) as score,
        overrides.band as overriding_band,
        overrides.customer_id is not null as is_overridden,
        overrides.reason as override_reason,
        overrides.set_by as override_set_by,
        overrides.expires_on as override_expires_on
    from compared
    left join overrides
        on compared.customer_id = overrides.customer_id
        and compared.period_start = overrides.period_start

),

final as (

    select
        customer_id,
        period_start,
        period_end,
        is_complete_period,
        company_size,
        industry,
        region,
        acquisition_channel,
        plan_tier,
        owner,
        score,
        coalesce(overriding_band, {{ health_band('score', 'healthy_from', 'watch_from') }}) as band,
        case when score is null then 'low_coverage' end as null_reason,
        coverage,
        missing_inputs,
        trend,
        score_three_months_before,
        score_change,
        strongest_drag,
        strongest_drag_points,
        strongest_lift,
        strongest_lift_points,
        usage_trend,
        satisfaction,
        support_load,
        payment_behaviour,
        tenure_and_renewal,
        engagement,
        computed_score,
        computed_band,
        is_overridden,
        override_reason,
        override_set_by,
        override_expires_on,
        profile_segment_name,
        profile_segment_value
    from overridden

)

select * from final
