{#- What readers see: of a closed period the figure that `reported_figures` says, with the other one beside it. -#}
{%- set key = figure_key() -%}
{%- set shows_closed = var('reported_figures') == 'closed' -%}
with figures as (

    select * from {{ ref('metric_values') }}

),

catalog as (

    select * from {{ ref('metric_catalog') }}

),

closed as (

    select * from {{ ref('metric_values_closed') }}

),

closings as (

    select
        metric,
        period_grain,
        period_start,
        max(period_end) as period_end,
        max(closed_at) as closed_at,
        max(closed_as_of) as closed_as_of
    from closed
    group by metric, period_grain, period_start

),

-- A segment value that has vanished is reported, too: it was published once.
every_figure as (

    select
        {{ key | join(', ') }},
        period_end
    from figures
    union distinct
    select
        {{ key | join(', ') }},
        period_end
    from closed

),

final as (

    select
        every_figure.metric,
        catalog.label,
        catalog.label_zh,
        every_figure.period_grain,
        every_figure.period_start,
        every_figure.period_end,
        every_figure.segment_name,
        every_figure.segment_value,
        {%- for column in figure_columns() %}
        {%- if column == 'null_reason' %}
        case
            {%- if shows_closed %}
            when closings.metric is not null and closed.metric is null then 'not_published'
            when closings.metric is not null then closed.null_reason
            {%- endif %}
            when figures.metric is null then 'vanished'
            else figures.null_reason
        end as null_reason,
        {%- else %}
        {%- set figure %}
        {%- if shows_closed -%}
        case when closings.metric is not null then closed.{{ column }} else figures.{{ column }} end
        {%- else -%}
        figures.{{ column }}
        {%- endif %}
        {%- endset %}
        {{ 'coalesce(' ~ figure ~ ', 0)' if column == 'sample_size' else figure }} as {{ column }},
        {%- endif %}
        {%- endfor %}
        coalesce(
            {%- if shows_closed %}
            case when closings.metric is not null then closed.is_small_sample else figures.is_small_sample end,
            {%- else %}
            figures.is_small_sample,
            {%- endif %}
            true
        ) as is_small_sample,
        coalesce(figures.is_complete_period, true) as is_complete_period,
        catalog.unit,
        catalog.display_format,
        catalog.direction,
        closings.metric is not null as is_closed,
        closings.closed_at,
        closings.closed_as_of,
        closings.metric is not null and (
            closed.metric is null or figures.metric is null or {{ figures_differ('closed', 'figures') }}
        ) as is_restated,
        closed.metric_value as metric_value_closed,
        figures.metric_value as metric_value_now
    from every_figure
    inner join catalog
        on every_figure.metric = catalog.metric
    left join figures
        on {{ is_same_figure('every_figure', 'figures') }}
    left join closed
        on {{ is_same_figure('every_figure', 'closed') }}
    left join closings
        on every_figure.metric = closings.metric
        and every_figure.period_grain = closings.period_grain
        and every_figure.period_start = closings.period_start

)

select * from final
