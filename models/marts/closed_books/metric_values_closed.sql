{#- A journal: the figures of a metric and period as they were at the first build after it closed. A row is written once
    and never touched again. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns',
    tags=['journal'],
) }}
with figures as (

    select * from {{ ref('metric_values') }}

),

catalog as (

    select * from {{ ref('metric_catalog') }}

),

book_check as (

    select * from {{ ref('int_book_check') }}

),

closed as (

    {% if is_incremental() -%}
    select distinct
        metric,
        period_grain,
        period_start
    from {{ this }}
    {%- else -%}
    select
        metric,
        period_grain,
        period_start
    from figures
    where 1 = 0
    {%- endif %}

),

final as (

    select
        figures.metric,
        figures.period_grain,
        figures.period_start,
        figures.period_end,
        figures.segment_name,
        figures.segment_value,
        {%- for column in figure_columns() %}
        figures.{{ column }},
        {%- endfor %}
        figures.is_small_sample,
        catalog.definition_version,
        book_check.checked_at as closed_at,
        book_check.checked_as_of as closed_as_of
    from figures
    inner join catalog
        on figures.metric = catalog.metric
    inner join book_check
        on {{ add_days('figures.period_end', var('close_after_days')) }} <= {{ local_date('book_check.checked_as_of') }}
    left join closed
        on figures.metric = closed.metric
        and figures.period_grain = closed.period_grain
        and figures.period_start = closed.period_start
    where closed.metric is null

)

select * from final
