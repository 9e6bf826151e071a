{#- One row: the instant up to which rows count. Given by the variable, or the midnight after the latest event. -#}
-- Nothing is built before it is known how many rows are quarantined: {{ ref('int_load_counts') }}
with

{% if as_of_instant() -%}
final as (

    select {{ as_of_instant() }} as as_of_at

)
{%- else -%}
reached as (

    select max(started_at) as reached_at from {{ ref('stg_billing__subscriptions') }}
    union all
    select max(ended_at) as reached_at from {{ ref('stg_billing__subscriptions') }}
    where ended_at <= {{ clock() }}
    union all
    select max(issued_at) as reached_at from {{ ref('stg_billing__invoices') }}
    union all
    select max(occurred_at) as reached_at from {{ ref('stg_usage__events') }}
    union all
    select max(occurred_at) as reached_at from {{ ref('stg_usage__interactions') }}
    union all
    select max(responded_at) as reached_at from {{ ref('stg_survey__responses') }}
    union all
    select max(opened_at) as reached_at from {{ ref('stg_support__tickets') }}

),

latest as (

    select max(reached_at) as reached_at from reached

),

final as (

    select
        least(
            {{ instant_of_local(add_days(local_date('reached_at'), 1)) }},
            {{ clock() }}
        ) as as_of_at
    from latest
    where reached_at is not null

)
{%- endif %}

select * from final
