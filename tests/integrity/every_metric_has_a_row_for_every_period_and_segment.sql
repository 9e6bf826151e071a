-- A metric without observations is a row without a value, never a missing row.
with metric_values as (

    select * from {{ ref('metric_values') }}

),

catalog as (

    select * from {{ ref('metric_catalog') }}

),

spine as (

    select * from {{ ref('int_segment_periods') }}

),

expected as (

    select
        catalog.metric,
        spine.period_grain,
        spine.period_start,
        spine.segment_name,
        spine.segment_value
    from spine
    cross join catalog
    where spine.period_grain <> 'week' or catalog.has_weeks

)

select
    coalesce(expected.metric, metric_values.metric) as metric,
    expected.period_grain,
    expected.period_start,
    expected.segment_name,
    expected.segment_value
from expected
full outer join metric_values
    on expected.metric = metric_values.metric
    and expected.period_grain = metric_values.period_grain
    and expected.period_start = metric_values.period_start
    and expected.segment_name = metric_values.segment_name
    and expected.segment_value = metric_values.segment_value
where expected.metric is null or metric_values.metric is null
