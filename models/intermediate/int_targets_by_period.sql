{#- The target that holds on the first day of each complete period, as a figure of its metric. -#}
with targets as (

    select * from {{ ref('stg_planning__targets') }}

),

periods as (

    select * from {{ ref('int_period_places') }}

),

catalog as (

    select * from {{ ref('metric_catalog') }}

),

baselines as (

    select * from {{ ref('metric_values_reported') }}
    where is_complete_period

),

final as (

    select
        targets.metric,
        targets.period_grain,
        periods.period_start,
        periods.place,
        targets.segment_name,
        targets.segment_value,
        targets.target_kind,
        targets.baseline_period_start,
        baselines.metric_value as baseline_value,
        {{ resolved_target('targets.target_value', 'targets.target_kind', 'baselines.metric_value', 'catalog.unit') }}
            as target_value,
        {{ resolved_target('targets.warning_value', 'targets.target_kind', 'baselines.metric_value', 'catalog.unit') }}
            as warning_value,
        targets.owner,
        targets.action_plan,
        targets.due_on
    from targets
    inner join periods
        on targets.period_grain = periods.period_grain
        and targets.valid_from <= periods.period_start
        and (targets.valid_to is null or targets.valid_to > periods.period_start)
    inner join catalog
        on targets.metric = catalog.metric
    left join baselines
        on targets.metric = baselines.metric
        and targets.period_grain = baselines.period_grain
        and targets.baseline_period_start = baselines.period_start
        and targets.segment_name = baselines.segment_name
        and targets.segment_value = baselines.segment_value

)

select * from final
