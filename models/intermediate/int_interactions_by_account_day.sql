{#- Interactions before accounts are merged, so that a merge moves no day. A build counts anew only the days that
    differ. One of which nothing is left counts 0: that deletes its old rows, and then goes itself. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='interaction_date',
    on_schema_change='sync_all_columns',
    post_hook="{{ delete_rows(this, 'interactions = 0') }}",
) }}
with interactions as (

    select * from {{ ref('stg_usage__interactions') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

days as (

    {{ days_to_count(ref('stg_usage__interactions'), ref('int_as_of'), 'interaction_date', 'interactions') }}

),

happened as (

    select interactions.*
    from interactions
    cross join as_of
    where interactions.occurred_at < as_of.as_of_at

),

final as (

    select
        happened.customer_id as account_id,
        days.day as interaction_date,
        count(happened.occurred_at) as interactions,
        min(happened.occurred_at) as first_event_at,
        max(happened.occurred_at) as last_event_at,
        max(happened.judged_at) as last_judged_at,
        '' as counted_by
    from days
    left join happened
        on days.day = happened.occurred_on
    group by happened.customer_id, days.day

)

select * from final
