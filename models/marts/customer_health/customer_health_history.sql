{#- A journal: the score of a customer and month as it was said by the first build after the month was over. A row is
    written once and never touched again. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns',
    tags=['journal'],
) }}
with customer_health as (

    select * from {{ ref('customer_health') }}
    where is_complete_period

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

said as (

    {% if is_incremental() -%}
    select
        customer_id,
        period_start
    from {{ this }}
    {%- else -%}
    select
        customer_id,
        period_start
    from customer_health
    where 1 = 0
    {%- endif %}

),

final as (

    select
        customer_health.customer_id,
        customer_health.period_start,
        customer_health.period_end,
        customer_health.score,
        customer_health.band,
        customer_health.null_reason,
        customer_health.coverage,
        customer_health.trend,
        customer_health.strongest_drag,
        customer_health.strongest_lift,
        customer_health.computed_score,
        customer_health.is_overridden,
        {{ clock() }} as said_at,
        as_of.as_of_at as said_as_of
    from customer_health
    cross join as_of
    left join said
        on customer_health.customer_id = said.customer_id
        and customer_health.period_start = said.period_start
    where said.customer_id is null

)

select * from final
