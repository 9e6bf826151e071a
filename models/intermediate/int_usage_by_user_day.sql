{#- Usage before accounts are merged, so that a merge moves no day. A build counts anew only the days that differ. One
    of which nothing is left counts 0: that deletes its old rows, and then goes itself. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='usage_date',
    on_schema_change='sync_all_columns',
    post_hook="{{ delete_rows(this, 'usage_events = 0') }}",
) }}
{%- set value_event_names = var('value_event_names') -%}
{%- set counted_by = local_md5(value_event_names | string) -%}
with events as (

    select * from {{ ref('stg_usage__events') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

days as (

    {{ days_to_count(ref('stg_usage__events'), ref('int_as_of'), 'usage_date', 'usage_events', counted_by) }}

),

happened as (

    select events.*
    from events
    cross join as_of
    where events.occurred_at < as_of.as_of_at

),

final as (

    select
        happened.customer_id as account_id,
        -- Events that name nobody are one unnamed user of their account.
        coalesce(happened.user_id, '') as user_id,
        days.day as usage_date,
        count(happened.occurred_at) as usage_events,
        sum(happened.quantity) as usage_quantity,
        min(happened.occurred_at) as first_event_at,
        max(happened.occurred_at) as last_event_at,
        {%- if value_event_names %}
        min(
            case when happened.event_name in (
                {%- for name in value_event_names %}
                '{{ dbt.escape_single_quotes(name) }}'{{ ',' if not loop.last }}
                {%- endfor %}
            ) then happened.occurred_at end
        ) as first_value_event_at,
        {%- else %}
        min(happened.occurred_at) as first_value_event_at,
        {%- endif %}
        max(happened.judged_at) as last_judged_at,
        '{{ counted_by }}' as counted_by
    from days
    left join happened
        on days.day = happened.occurred_on
    group by happened.customer_id, coalesce(happened.user_id, ''), days.day

)

select * from final
