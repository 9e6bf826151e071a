with counts as (

    select * from {{ ref('int_customer_counts_by_segment_period') }}

),

followed as (

    select
        *,
        lead(customers_at_start) over (
            partition by period_grain, segment_name, segment_value
            order by period_start
        ) as next_customers_at_start
    from counts

)

select * from followed
where customers_at_end <> next_customers_at_start
