{#- The spine of every metric: a segment without activity has its row in every period. -#}
with periods as (

    select * from {{ ref('int_periods') }}

),

segment_values as (

    select * from {{ ref('int_segment_values') }}

),

final as (

    select
        periods.period_grain,
        periods.period_start,
        periods.period_end,
        periods.is_complete_period,
        segment_values.segment_name,
        segment_values.segment_value
    from periods
    cross join segment_values

)

select * from final
