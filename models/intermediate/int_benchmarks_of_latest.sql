{#- The benchmark of each metric on the first day of its grain's latest complete period: the newest that holds. -#}
with benchmarks as (

    select * from {{ ref('stg_planning__benchmarks') }}

),

latest as (

    select * from {{ ref('int_period_places') }}
    where place = 1

),

ranked as (

    select
        benchmarks.*,
        row_number() over (
            partition by
                benchmarks.metric, benchmarks.period_grain, benchmarks.segment_name, benchmarks.segment_value
            order by benchmarks.valid_from desc nulls last, benchmarks.source asc
        ) as preference
    from benchmarks
    inner join latest
        on benchmarks.period_grain = latest.period_grain
        and (benchmarks.valid_from is null or benchmarks.valid_from <= latest.period_start)

),

final as (

    select
        metric,
        period_grain,
        segment_name,
        segment_value,
        benchmark_value,
        source
    from ranked
    where preference = 1

)

select * from final
