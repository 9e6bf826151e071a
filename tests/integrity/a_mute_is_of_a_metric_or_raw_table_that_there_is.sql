with mutes as (

    select * from {{ ref('alert_mutes') }}

),

catalog as (

    select * from {{ ref('metric_catalog') }}

),

raw_tables as (

    select * from {{ ref('int_raw_tables') }}

),

final as (

    select
        mutes.subject,
        mutes.muted_until
    from mutes
    left join catalog
        on mutes.subject = catalog.metric
    left join raw_tables
        on mutes.subject = raw_tables.raw_table
    where catalog.metric is null and raw_tables.raw_table is null

)

select * from final
