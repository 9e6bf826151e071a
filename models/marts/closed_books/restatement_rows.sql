{#- A journal: the raw rows behind the restatements of a build, of each table a thousand at most and how many there are.
    Nothing is written for a build that restates nothing. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns',
    tags=['journal'],
) }}
{%- set most_rows_of_a_table = 1000 -%}
with restatements as (

    select * from {{ ref('restatements') }}

),

book_check as (

    select * from {{ ref('int_book_check') }}

),

metric_feeds as (

    select * from {{ ref('metric_feeds') }}

),

changed_rows as (

    select * from {{ ref('int_changed_rows') }}

),

restated_feeds as (

    select
        metric_feeds.raw_table,
        max(restatements.period_end) as last_period_end,
        max(case when restatements.reason = 'later_rows' then 1 else 0 end) = 1 as has_later_rows
    from restatements
    inner join book_check
        on restatements.restated_at = book_check.checked_at
    inner join metric_feeds
        on restatements.metric = metric_feeds.metric
    group by metric_feeds.raw_table

),

concerned as (

    select
        changed_rows.*,
        count(*) over (partition by changed_rows.raw_table) as rows_changed,
        row_number() over (
            partition by changed_rows.raw_table order by changed_rows.happened_at, changed_rows.row_key
        ) as place
    from changed_rows
    inner join restated_feeds
        on changed_rows.raw_table = restated_feeds.raw_table
    where
        restated_feeds.has_later_rows
        or coalesce(changed_rows.happened_at < {{ instant_of_local('restated_feeds.last_period_end') }}, true)

),

final as (

    select
        book_check.checked_at as restated_at,
        concerned.raw_table,
        concerned.row_key,
        concerned.change_type,
        concerned.customer_id,
        concerned.happened_at,
        cast(concerned.rows_changed as {{ dbt.type_bigint() }}) as rows_changed
    from concerned
    cross join book_check
    where concerned.place <= {{ most_rows_of_a_table }}

)

select * from final
