with trailing_year as (

    select * from {{ ref('int_mrr_trailing_year_by_customer_period') }}

),

segmented as (

    {{ across_segments('trailing_year', [
        'period_grain', 'period_start', 'base_mrr_trailing_year', 'gross_retained_mrr_trailing_year',
        'net_retained_mrr_trailing_year',
    ]) }}

),

final as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        sum(base_mrr_trailing_year) as base_mrr_trailing_year,
        sum(gross_retained_mrr_trailing_year) as gross_retained_mrr_trailing_year,
        sum(net_retained_mrr_trailing_year) as net_retained_mrr_trailing_year,
        count(*) as customers_a_year_before
    from segmented
    group by period_grain, period_start, segment_name, segment_value

)

select * from final
