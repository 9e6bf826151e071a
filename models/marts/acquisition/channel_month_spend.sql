{#- Spend knows its channel and nothing else; a channel where none was booked has none, which is not 0. -#}
with channels as (

    select * from {{ ref('acquisition_by_segment_period') }}
    where period_grain = 'month' and segment_name = 'acquisition_channel'

),

final as (

    select
        segment_value as acquisition_channel,
        period_start,
        period_end,
        is_complete_period,
        case
            when coalesce(customer_acquisition_cost_null_reason, '') not in ('no_spend', 'source_switched_off')
                then acquisition_spend
        end as acquisition_spend
    from channels

)

select * from final
