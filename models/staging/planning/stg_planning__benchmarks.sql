with accepted_benchmarks as (

    select * from {{ ref('base_planning__benchmarks') }}
    where is_accepted

),

final as (

    select
        metric,
        period_grain,
        segment_name,
        segment_value,
        benchmark_value,
        source,
        valid_from
    from accepted_benchmarks

)

select * from final
