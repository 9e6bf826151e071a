{#- A metric is switched off when a raw table that it needs is absent, or no survey of its kind was ever made. -#}
with registry as (

    select * from {{ ref('metric_registry') }}

),

raw_tables as (

    {% if var('customer_model') == 'transaction' -%}
    -- Orders stand in for subscriptions.
    select
        raw_table,
        is_switched_on
    from {{ ref('int_raw_tables') }}
    where raw_table <> 'billing.subscriptions'
    union all
    select
        'billing.subscriptions' as raw_table,
        is_switched_on
    from {{ ref('int_raw_tables') }}
    where raw_table = 'billing.invoices'
    {%- else -%}
    select
        raw_table,
        is_switched_on
    from {{ ref('int_raw_tables') }}
    {%- endif %}

),

surveys as (

    select distinct survey_kind from {{ ref('stg_survey__surveys') }}

),

absent as (

    select
        registry.metric,
        count(*) as absent_tables
    from registry
    inner join raw_tables
        on registry.raw_tables like '%' || raw_tables.raw_table || '%'
    where not raw_tables.is_switched_on
    group by registry.metric

),

final as (

    select
        registry.metric,
        absent.metric is not null or (registry.survey_kind is not null and surveys.survey_kind is null)
            as is_switched_off
    from registry
    left join absent
        on registry.metric = absent.metric
    left join surveys
        on registry.survey_kind = surveys.survey_kind

)

select * from final
