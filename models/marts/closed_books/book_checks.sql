{#- A journal: each build compares the books once, and the next one needs to know what this one had seen. A build as of
    an earlier instant leaves the books as they are. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns',
    tags=['journal'],
) }}
-- Whatever moves a figure checks the books: {{ ref('metric_values') }}
with as_of as (

    select * from {{ ref('int_as_of') }}

),

feed_days as (

    select * from {{ ref('int_feed_days') }}

),

arrived as (

    select
        max(case when raw_table = 'usage.events' then last_arrived_at end) as events_received_until,
        max(case when raw_table = 'usage.interactions' then last_arrived_at end) as interactions_received_until
    from feed_days

),

latest as (

    {% if is_incremental() -%}
    select max(checked_as_of) as checked_as_of from {{ this }}
    {%- else -%}
    select cast(null as {{ type_of('instant') }}) as checked_as_of
    {%- endif %}

),

final as (

    select
        {{ clock() }} as checked_at,
        as_of.as_of_at as checked_as_of,
        '{{ settings_hash() }}' as settings_hash,
        arrived.events_received_until,
        arrived.interactions_received_until
    from as_of
    cross join arrived
    cross join latest
    where as_of.as_of_at >= coalesce(latest.checked_as_of, as_of.as_of_at)

)

select * from final
