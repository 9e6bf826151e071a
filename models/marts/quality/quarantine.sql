{#- A journal: what was quarantined once stays listed, with the last build that saw it. Kept through a full refresh. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['raw_table', 'row_key', 'row_hash', 'rule'],
    full_refresh=false,
    on_schema_change='append_new_columns',
    tags=['journal'],
) }}
-- Too many quarantined rows change no mart, not even this one: {{ ref('int_load_counts') }}
with set_aside as (

    select * from {{ ref('int_rows_set_aside') }}

),

seen as (

    {% if is_incremental() -%}
    select * from {{ this }}
    {%- else -%}
    select
        *,
        {{ clock() }} as first_seen_at
    from set_aside
    where 1 = 0
    {%- endif %}

),

final as (

    select distinct
        set_aside.raw_table,
        coalesce(set_aside.row_key, '') as row_key,
        set_aside.row_hash,
        set_aside.rule,
        set_aside.rule_class,
        coalesce(seen.first_seen_at, {{ clock() }}) as first_seen_at,
        {{ clock() }} as last_seen_at
    from set_aside
    left join seen
        on set_aside.raw_table = seen.raw_table
        and coalesce(set_aside.row_key, '') = seen.row_key
        and set_aside.row_hash = seen.row_hash
        and set_aside.rule = seen.rule

)

select * from final
