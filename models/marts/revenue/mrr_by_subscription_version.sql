with scheduled as (

    select * from {{ ref('int_scheduled_mrr') }}

),

final as (

    select
        subscription_version_id,
        subscription_id,
        customer_id,
        period_grain,
        period_start,
        period_end,
        is_complete_period,
        plan_tier,
        currency,
        cast(contracted_mrr_native as {{ type_of('number') }}) as contracted_mrr_native,
        cast(contracted_mrr as {{ type_of('number') }}) as contracted_mrr,
        cast(committed_mrr as {{ type_of('number') }}) as committed_mrr
    from scheduled

)

select * from final
