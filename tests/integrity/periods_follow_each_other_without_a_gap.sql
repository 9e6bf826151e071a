with periods as (

    select * from {{ ref('int_periods') }}

),

followed as (

    select
        *,
        lead(period_start) over (partition by period_grain order by period_start) as next_period_start
    from periods

)

select * from followed
where next_period_start <> period_end
