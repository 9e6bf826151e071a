{#- Complete periods counted backwards, so that before, a year before and the last six are found by number. -#}
with periods as (

    select * from {{ ref('int_periods') }}
    where is_complete_period

),

final as (

    select
        period_grain,
        period_start,
        period_end,
        row_number() over (partition by period_grain order by period_start desc) as place,
        case period_grain when 'week' then 53 when 'month' then 13 when 'quarter' then 5 else 2 end as last_year_place
    from periods

)

select * from final
