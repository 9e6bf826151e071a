with accepted_subscriptions as (

    select * from {{ ref('base_billing__subscriptions') }}
    where is_accepted

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
    from accepted_subscriptions

)

select * from final
