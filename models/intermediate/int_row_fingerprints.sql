{#- What each accepted row looked like at the last check of the books, so that the next one finds what was added,
    changed or removed, whether its updated_at was touched or not. Events of usage are too many: they say when they
    arrived. No figure comes from a plan. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['raw_table', 'row_key'],
    full_refresh=false,
    on_schema_change='append_new_columns',
) }}
with book_check as (

    select * from {{ ref('int_book_check') }}

),

found as (

    {%- for schema, table in raw_tables() if schema not in ('usage', 'planning') %}
    {%- set rate_day_began = instant_of_local('accepted.rate_date') %}
    select
        '{{ schema }}.{{ table }}' as raw_table,
        accepted.row_key,
        {{ accepted_row_hash(schema, table) }} as row_hash,
        {{ customer_of(schema, table) }} as customer_id,
        {{ rate_day_began if table == 'exchange_rates' else happened_at(schema, table) }} as happened_at
    from {{ ref('base_' ~ schema ~ '__' ~ table) }} as accepted
    where accepted.is_accepted
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

known as (

    {% if is_incremental() -%}
    select * from {{ this }}
    {%- else -%}
    select
        *,
        'first' as change_type
    from found
    where 1 = 0
    {%- endif %}

),

final as (

    select
        coalesce(found.raw_table, known.raw_table) as raw_table,
        coalesce(found.row_key, known.row_key) as row_key,
        found.row_hash,
        coalesce(found.customer_id, known.customer_id) as customer_id,
        -- A row that moved in time changes figures from the earlier time on.
        least(
            coalesce(found.happened_at, known.happened_at), coalesce(known.happened_at, found.happened_at)
        ) as happened_at,
        case
            when {{ not is_incremental() }} then 'first'
            when known.row_hash is null then 'added'
            when found.row_hash is null then 'removed'
            else 'changed'
        end as change_type,
        book_check.checked_at as seen_at
    from found
    full outer join known
        on found.raw_table = known.raw_table
        and found.row_key = known.row_key
    cross join book_check
    where coalesce(found.row_hash, '') <> coalesce(known.row_hash, '')

)

select * from final
