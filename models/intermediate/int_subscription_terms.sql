{#- A version of a subscription whose discount ends inside it is two terms: the discounted and the full price. -#}
with known as (

    select * from {{ ref('int_subscription_versions') }}

),

discounted as (

    select
        *,
        started_at as term_started_at,
        coalesce(least(discount_ends_at, ended_at), discount_ends_at, ended_at) as term_ended_at,
        discount_rate as term_discount_rate
    from known
    where discount_ends_at is null or discount_ends_at > started_at

),

undiscounted as (

    select
        *,
        greatest(started_at, discount_ends_at) as term_started_at,
        ended_at as term_ended_at,
        0 as term_discount_rate
    from known
    where discount_ends_at is not null and (ended_at is null or discount_ends_at < ended_at)

),

terms as (

    select * from discounted
    union all
    select * from undiscounted

),

final as (

    select
        customer_id,
        subscription_version_id,
        status,
        has_end,
        plan_tier,
        currency,
        term_started_at as started_at,
        term_ended_at as ended_at,
        {{ recurring_amount('quantity', 'unit_amount', 'term_discount_rate', 'billing_interval', 'interval_count') }}
            as recurring_amount
    from terms

)

select * from final
