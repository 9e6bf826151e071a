{#- A journal of one row per rule and day of building: whether the input gets better or worse. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['raw_table', 'rule', 'build_day'],
    full_refresh=false,
    on_schema_change='append_new_columns',
    tags=['journal'],
) }}
with rules as (

    select * from {{ ref('int_quarantine_rules') }}

),

counts as (

    select * from {{ ref('int_load_counts') }}

),

broken as (

    select
        raw_table,
        rule,
        count(*) as rows_broken
    from {{ ref('int_rows_set_aside') }}
    group by raw_table, rule

),

final as (

    select
        rules.raw_table,
        rules.rule,
        rules.rule_class,
        {{ local_date(clock()) }} as build_day,
        cast(coalesce(broken.rows_broken, 0) as {{ dbt.type_bigint() }}) as rows_broken,
        cast(counts.raw_rows as {{ dbt.type_bigint() }}) as raw_rows,
        {{ safe_divide('coalesce(broken.rows_broken, 0)', 'counts.raw_rows') }} as share_broken
    from rules
    inner join counts
        on rules.raw_table = counts.raw_table
    left join broken
        on rules.raw_table = broken.raw_table
        and rules.rule = broken.rule

)

select * from final
