with metric_values as (

    select * from {{ ref('metric_values') }}

),

latest as (

    select
        period_grain,
        max(period_start) as period_start
    from metric_values
    where is_complete_period
    group by period_grain

),

final as (

    select metric_values.*
    from metric_values
    inner join latest
        on metric_values.period_grain = latest.period_grain
        and metric_values.period_start = latest.period_start

)

select * from final
