{#- Where every metric stands: the latest complete period of each grain beside what it is compared with. -#}
with figures as (

    select * from {{ ref('metric_values_reported') }}

),

latest as (

    select * from {{ ref('int_period_places') }}
    where place = 1

),

catalog as (

    select * from {{ ref('metric_catalog') }}

),

trends as (

    select * from {{ ref('int_metric_trends') }}

),

targets as (

    select * from {{ ref('int_targets_by_period') }}
    where place = 1

),

benchmarks as (

    select * from {{ ref('int_benchmarks_of_latest') }}

),

final as (

    select
        figures.metric,
        figures.label,
        figures.label_zh,
        catalog.level,
        catalog.domain,
        catalog.critical_success_factor,
        figures.period_grain,
        figures.period_start,
        figures.period_end,
        figures.segment_name,
        figures.segment_value,
        figures.metric_value,
        figures.interval_low,
        figures.interval_high,
        figures.sample_size,
        figures.is_small_sample,
        figures.null_reason,
        {%- for earlier in ['previous', 'last_year'] %}
        trends.{{ earlier }}_value,
        trends.{{ earlier }}_change,
        trends.{{ earlier }}_change_low,
        trends.{{ earlier }}_change_high,
        trends.{{ earlier }}_change_significance,
        {%- endfor %}
        targets.target_value,
        targets.warning_value,
        targets.target_kind,
        targets.baseline_period_start,
        targets.baseline_value,
        {{ better_by('figures.metric_value', 'targets.target_value', 'figures.direction') }} as distance_to_target,
        {{ target_status('figures.metric_value', 'figures.is_small_sample', 'targets.target_value',
            'targets.warning_value', 'figures.direction') }} as target_status,
        {{ significance(
            'figures.metric_value - targets.target_value',
            'figures.interval_low - targets.target_value',
            'figures.interval_high - targets.target_value'
        ) }} as distance_to_target_significance,
        benchmarks.benchmark_value,
        benchmarks.source as benchmark_source,
        {{ better_by('figures.metric_value', 'benchmarks.benchmark_value', 'figures.direction') }}
            as distance_to_benchmark,
        trends.trend_slope,
        trends.trend_slope_low,
        trends.trend_slope_high,
        trends.trend_slope_significance,
        {{ trend_in_words('trends.trend_slope', 'trends.trend_slope_significance', 'figures.direction') }}
            as trend_direction,
        coalesce(targets.owner, catalog.owner) as owner,  -- noqa: RF04
        targets.action_plan,
        targets.due_on,
        figures.direction,
        figures.unit,
        figures.display_format,
        figures.currency
    from figures
    inner join latest
        on figures.period_grain = latest.period_grain
        and figures.period_start = latest.period_start
    inner join catalog
        on figures.metric = catalog.metric
    left join trends
        on figures.metric = trends.metric
        and figures.period_grain = trends.period_grain
        and figures.segment_name = trends.segment_name
        and figures.segment_value = trends.segment_value
    left join targets
        on figures.metric = targets.metric
        and figures.period_grain = targets.period_grain
        and figures.segment_name = targets.segment_name
        and figures.segment_value = targets.segment_value
    left join benchmarks
        on figures.metric = benchmarks.metric
        and figures.period_grain = benchmarks.period_grain
        and figures.segment_name = benchmarks.segment_name
        and figures.segment_value = benchmarks.segment_value

)

select * from final
