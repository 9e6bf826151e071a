{#- A journal: each time a figure of a closed period differs from the last one known, a row. Nothing is taken over
    silently; a figure that goes back is restated, too. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns',
    tags=['journal'],
) }}
{%- set key = figure_key() -%}
with figures as (

    select * from {{ ref('metric_values') }}

),

catalog as (

    select * from {{ ref('metric_catalog') }}

),

closed as (

    select * from {{ ref('metric_values_closed') }}

),

book_check as (

    select * from {{ ref('int_book_check') }}

),

changed_rows as (

    select * from {{ ref('int_changed_rows') }}

),

metric_feeds as (

    select * from {{ ref('metric_feeds') }}

),

closed_periods as (

    select
        metric,
        period_grain,
        period_start,
        max(period_end) as period_end
    from closed
    group by metric, period_grain, period_start

),

restated as (

    {% if is_incremental() -%}
    select
        *,
        row_number() over (partition by {{ key | join(', ') }} order by restated_at desc) as place
    from {{ this }}
    {%- else -%}
    select
        {{ key | join(', ') }},
        {%- for column in figure_columns() %}
        {{ column }} as {{ column }}_now,
        {%- endfor %}
        definition_version,
        'changed' as change_type,
        1 as place
    from closed
    where 1 = 0
    {%- endif %}

),

known as (

    select
        {%- for column in key %}
        closed.{{ column }},
        {%- endfor %}
        {%- for column in figure_columns() %}
        closed.{{ column }},
        {%- endfor %}
        closed.definition_version
    from closed
    left join restated
        on {{ is_same_figure('closed', 'restated') }}
    where restated.metric is null
    union all
    select
        {%- for column in key %}
        {{ column }},
        {%- endfor %}
        {%- for column in figure_columns() %}
        {{ column }}_now as {{ column }},
        {%- endfor %}
        definition_version
    from restated
    where place = 1 and change_type <> 'vanished'

),

-- A metric that the project no longer has did not vanish from the data.
known_of_the_catalog as (

    select
        known.*,
        known.definition_version <> catalog.definition_version as is_redefined
    from known
    inner join catalog
        on known.metric = catalog.metric

),

current_figures as (

    select figures.*
    from figures
    inner join closed_periods
        on figures.metric = closed_periods.metric
        and figures.period_grain = closed_periods.period_grain
        and figures.period_start = closed_periods.period_start

),

moved as (

    select
        {%- for column in key %}
        coalesce(known.{{ column }}, figures.{{ column }}) as {{ column }},
        {%- endfor %}
        case
            when known.metric is null then 'appeared'
            when figures.metric is null then 'vanished'
            else 'changed'
        end as change_type,
        known.metric_value as metric_value_before,
        known.sample_size as sample_size_before,
        known.null_reason as null_reason_before,
        {%- for column in figure_columns() %}
        figures.{{ column }} as {{ column }}_now,
        {%- endfor %}
        coalesce(known.is_redefined, false) as is_redefined
    from known_of_the_catalog as known
    full outer join current_figures as figures
        on {{ is_same_figure('known', 'figures') }}
    where
        known.metric is null
        or figures.metric is null
        or {{ figures_differ('known', 'figures') }}

),

-- What is about no time, such as a questionnaire, changes every period.
feeds_changed as (

    select
        raw_table,
        min(coalesce(happened_at, cast('{{ var("earliest_valid_date") }}' as {{ type_of('instant') }}))) as earliest_at
    from changed_rows
    group by raw_table
    union all
    select
        'usage.events' as raw_table,
        events_seen_until as earliest_at
    from book_check
    where events_received_until > events_seen_until
    union all
    select
        'usage.interactions' as raw_table,
        interactions_seen_until as earliest_at
    from book_check
    where interactions_received_until > interactions_seen_until

),

metrics_changed as (

    select
        metric_feeds.metric,
        min(feeds_changed.earliest_at) as earliest_at
    from metric_feeds
    inner join feeds_changed
        on metric_feeds.raw_table = feeds_changed.raw_table
    group by metric_feeds.metric

),

final as (

    select
        moved.metric,
        moved.period_grain,
        moved.period_start,
        closed_periods.period_end,
        moved.segment_name,
        moved.segment_value,
        moved.change_type,
        case
            when moved.is_redefined then 'definition'
            when book_check.is_settings_changed then 'settings'
            when
                (coalesce(moved.null_reason_before, '') = 'source_switched_off')
                <> (coalesce(moved.null_reason_now, '') = 'source_switched_off')
                and moved.change_type = 'changed'
                then 'switched'
            when metrics_changed.earliest_at < {{ instant_of_local('closed_periods.period_end') }} then 'rows'
            when metrics_changed.earliest_at is not null then 'later_rows'
            else 'project'
        end as reason,
        closed.metric_value as metric_value_closed,
        moved.metric_value_before,
        moved.metric_value_now,
        moved.metric_value_now - closed.metric_value as change_from_closed,
        moved.metric_value_now - moved.metric_value_before as change_from_before,
        closed.sample_size as sample_size_closed,
        moved.sample_size_before,
        moved.sample_size_now,
        closed.null_reason as null_reason_closed,
        moved.null_reason_before,
        moved.null_reason_now,
        moved.numerator_now,
        moved.denominator_now,
        moved.interval_low_now,
        moved.interval_high_now,
        moved.currency_now,
        catalog.definition_version,
        book_check.checked_at as restated_at,
        book_check.checked_as_of as restated_as_of
    from moved
    cross join book_check
    inner join catalog
        on moved.metric = catalog.metric
    inner join closed_periods
        on moved.metric = closed_periods.metric
        and moved.period_grain = closed_periods.period_grain
        and moved.period_start = closed_periods.period_start
    left join metrics_changed
        on moved.metric = metrics_changed.metric
    left join closed
        on {{ is_same_figure('moved', 'closed') }}

)

select * from final
