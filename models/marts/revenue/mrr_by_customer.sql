{#- Three readings of recurring revenue side by side: agreed, agreed and not yet given up, and billed. -#}
with scheduled as (

    select * from {{ ref('int_scheduled_mrr') }}

),

billed as (

    select * from {{ ref('int_billed_mrr_by_customer_period') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

amounts as (

    select
        customer_id,
        period_grain,
        period_start,
        contracted_mrr,
        committed_mrr,
        0 as billed_mrr
    from scheduled
    union all
    select
        customer_id,
        period_grain,
        period_start,
        0 as contracted_mrr,
        0 as committed_mrr,
        billed_mrr
    from billed

),

summed as (

    select
        customer_id,
        period_grain,
        period_start,
        sum(contracted_mrr) as contracted_mrr,
        sum(committed_mrr) as committed_mrr,
        sum(billed_mrr) as billed_mrr
    from amounts
    group by customer_id, period_grain, period_start

),

final as (

    select
        summed.customer_id,
        summed.period_grain,
        summed.period_start,
        periods.period_end,
        periods.is_complete_period,
        cast(summed.contracted_mrr as {{ type_of('number') }}) as contracted_mrr,
        cast(summed.committed_mrr as {{ type_of('number') }}) as committed_mrr,
        cast(summed.billed_mrr as {{ type_of('number') }}) as billed_mrr
    from summed
    inner join periods
        on summed.period_grain = periods.period_grain
        and summed.period_start = periods.period_start
    where summed.contracted_mrr <> 0 or summed.billed_mrr <> 0

)

select * from final
