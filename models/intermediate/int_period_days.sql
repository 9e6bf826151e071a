{#- Which days lie in which period of each grain. -#}
with days as (

    select * from {{ ref('customer_success', 'calendar') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

final as (

    select
        periods.period_grain,
        periods.period_start,
        days.calendar_date
    from periods
    inner join days
        on periods.period_start <= days.calendar_date
        and periods.period_end > days.calendar_date

)

select * from final
