-- Both rates divide by the same customers, so they are null together and add up to one.
with churn as (

    select * from {{ ref('churn_by_segment_period') }}

),

retention as (

    select * from {{ ref('retention_by_segment_period') }}

),

compared as (

    select
        churn.period_grain,
        churn.period_start,
        churn.segment_name,
        churn.segment_value,
        churn.customers_at_start,
        churn.customer_churn_rate,
        retention.customer_retention_rate,
        coalesce(churn.customer_churn_rate_null_reason, '') = 'source_switched_off' as is_switched_off
    from churn
    inner join retention
        on churn.period_grain = retention.period_grain
        and churn.period_start = retention.period_start
        and churn.segment_name = retention.segment_name
        and churn.segment_value = retention.segment_value

)

select * from compared
where
    {{ differs('customer_churn_rate + customer_retention_rate', 'case when customers_at_start > 0 then 1 end') }}
    and not is_switched_off
    and '{{ policy("churn_rate_base") }}' = 'opening'
