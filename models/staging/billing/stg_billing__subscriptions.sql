with raw_subscriptions as (

    {{ raw('billing', 'subscriptions') }}

),

final as (

    select
        subscription_version_id,
        subscription_id,
        customer_id,
        started_at,
        ended_at,
        status,
        coalesce(plan_tier, 'unknown') as plan_tier,
        quantity,
        unit_amount,
        currency,
        billing_interval,
        coalesce(interval_count, 1) as interval_count,
        coalesce(discount_rate, 0) as discount_rate,
        discount_ends_at,
        cancel_requested_at
    from raw_subscriptions

)

select * from final
