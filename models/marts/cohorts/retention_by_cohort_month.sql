with members as (

    select * from {{ ref('int_cohort_members') }}

),

months as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

movements as (

    select * from {{ ref('mrr_movements') }}
    where period_grain = 'month'

),

bases as (

    select * from {{ ref('int_cohort_base_mrr') }}

),

observed as (

    select
        members.customer_id,
        members.cohort_month,
        members.company_size,
        members.industry,
        members.region,
        members.acquisition_channel,
        members.plan_tier,
        {{ months_between('members.cohort_month', 'months.period_start') }} as months_since,
        months.period_start,
        months.period_end,
        months.is_complete_period,
        coalesce(movements.customers_at_end, 0) as customers_at_end,
        coalesce(movements.closing_mrr, 0) as closing_mrr,
        coalesce(bases.cohort_mrr, 0) as cohort_mrr
    from members
    inner join months
        on members.cohort_month <= months.period_start
    left join movements
        on members.customer_id = movements.customer_id
        and months.period_start = movements.period_start
    left join bases
        on members.customer_id = bases.customer_id
        and months.period_start = bases.period_start

),

segmented as (

    {{ across_segments('observed', [
        'cohort_month', 'months_since', 'period_start', 'period_end', 'is_complete_period', 'customers_at_end',
        'closing_mrr', 'cohort_mrr',
    ]) }}

),

summed as (

    select
        segment_name,
        segment_value,
        cohort_month,
        months_since,
        period_start,
        period_end,
        is_complete_period,
        count(*) as cohort_customers,
        sum(customers_at_end) as active_customers,
        sum(cohort_mrr) as cohort_mrr,
        sum(closing_mrr) as mrr
    from segmented
    group by
        segment_name, segment_value, cohort_month, months_since, period_start, period_end, is_complete_period

),

final as (

    select
        segment_name,
        segment_value,
        cohort_month,
        months_since,
        period_start,
        period_end,
        is_complete_period,
        cast(cohort_customers as {{ dbt.type_bigint() }}) as cohort_customers,
        cast(active_customers as {{ dbt.type_bigint() }}) as active_customers,
        {{ cohort_customer_retention('active_customers', 'cohort_customers') }} as cohort_customer_retention,
        {{ wilson_low('active_customers', 'cohort_customers') }} as cohort_customer_retention_interval_low,
        {{ wilson_high('active_customers', 'cohort_customers') }} as cohort_customer_retention_interval_high,
        cast(cohort_mrr as {{ type_of('number') }}) as cohort_mrr,
        cast(mrr as {{ type_of('number') }}) as mrr,
        {{ cohort_revenue_retention('mrr', 'cohort_mrr') }} as cohort_revenue_retention
    from summed

)

select * from final
