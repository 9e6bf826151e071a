{{ config(severity='warn') }}
with volume as (

    select * from {{ ref('feed_volume') }}

),

final as (

    select
        raw_table,
        happened_on,
        expected_rows
    from volume
    where is_latest_complete_day and volume_status = 'stopped'

)

select * from final
