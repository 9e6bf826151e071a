-- An end is known once it is over: one ahead would lie behind the clock of the build. One version in a thousand has a negative price.
select
    subscription_version_id,
    subscription_id,
    customer_id,
    started_at,
    case when ended_at < getvariable('now_at') then ended_at end as ended_at,
    case
        when is_trial then 'trialing'
        when is_cancelled and ended_at < getvariable('now_at') then 'canceled'
        when state < 0.02 then 'paused'
        when state < 0.05 then 'past_due'
        else 'active'
    end as status,
    plan_tier || case when is_yearly then ' yearly' else ' monthly' end as plan_name,
    plan_tier,
    quantity,
    case when dice(version, 'bad price') < 0.001 then -unit_amount else unit_amount end as unit_amount,
    currency,
    case when is_yearly then 'year' else 'month' end as billing_interval,
    1 as interval_count,
    discount_rate,
    case when discount_rate is not null and dice(version, 'discount ends') < 0.5 then days_later(started_at, 90) end
        as discount_ends_at,
    case when cancel_requested_at < getvariable('now_at') then cancel_requested_at end as cancel_requested_at,
    case
        when cancel_requested_at < getvariable('now_at')
            then pick(version, 'reason', ['price', 'missing_feature', 'competitor', 'no_need'])
    end as cancel_reason,
    greatest(
        started_at,
        case when ended_at < getvariable('now_at') then ended_at end,
        case when cancel_requested_at < getvariable('now_at') then cancel_requested_at end
    ) as updated_at
from versions
where started_at < getvariable('now_at')
order by started_at, subscription_version_id
