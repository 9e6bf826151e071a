with accepted_targets as (

    select * from {{ ref('base_planning__targets') }}
    where is_accepted

),

final as (

    select
        metric,
        period_grain,
        segment_name,
        segment_value,
        valid_from,
        valid_to,
        target_value,
        coalesce(target_kind, 'absolute') as target_kind,
        baseline_period_start,
        warning_value,
        owner,
        action_plan,
        due_on
    from accepted_targets

)

select * from final
