{#- Committed and billed recurring revenue by segment. A customer that is billed without being active counts under the
    plan tier that it held last. -#}
with readings as (

    select * from {{ ref('mrr_by_customer') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

tiers as (

    select * from {{ ref('int_last_plan_tier_by_customer_period') }}

),

placed as (

    select
        readings.period_grain,
        readings.period_start,
        readings.committed_mrr,
        readings.billed_mrr,
        case when readings.billed_mrr <> 0 then 1 else 0 end as billed_customers,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        coalesce(tiers.last_plan_tier, 'unknown') as plan_tier
    from readings
    inner join customers
        on readings.customer_id = customers.customer_id
    left join tiers
        on readings.customer_id = tiers.customer_id
        and readings.period_grain = tiers.period_grain
        and readings.period_start = tiers.period_start

),

segmented as (

    {{ across_segments('placed', [
        'period_grain', 'period_start', 'committed_mrr', 'billed_mrr', 'billed_customers',
    ]) }}

),

final as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        sum(committed_mrr) as committed_mrr,
        sum(billed_mrr) as billed_mrr,
        sum(billed_customers) as billed_customers
    from segmented
    group by period_grain, period_start, segment_name, segment_value

)

select * from final
