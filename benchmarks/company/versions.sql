-- Every version of every subscription, its end known. One in seven ends with a cancellation, one in four of those returns.
create or replace temp table versions as
with numbered as (
    select
        accounts.*,
        steps.range as step,
        hash(accounts.account, steps.range) as version
    from accounts
    cross join range(14) as steps
),

drawn as (
    select
        *,
        step = 0 and dice(account, 'trial') < 0.5 as is_trial,
        dice(version, 'ending') < case when step = 0 and dice(account, 'trial') < 0.5 then 0.3 else 0.14 end as is_cancelled,
        dice(version, 'returns') < 0.25 as returns,
        20 + floor(dice(version, 'gap') * 150) as gap_days
    from numbered
),

lasting as (
    select
        *,
        case when is_trial then 14 else 30 + floor(dice(version, 'days') * 300) end as held_days,
        is_cancelled and not returns as stops,
        case when is_cancelled then gap_days else 0 end as pause_days
    from drawn
),

placed as (
    select
        *,
        coalesce(bool_or(stops) over earlier, false) as has_stopped,
        coalesce(sum(held_days + pause_days) over earlier, 0) as begins_after_days,
        coalesce(sum(cast(is_cancelled as integer)) over earlier, 0) as spell,
        coalesce(sum(cast(dice(version, 'upgrade') < 0.3 as integer)) over earlier, 0) as upgrades
    from lasting
    window earlier as (partition by account order by step rows between unbounded preceding and 1 preceding)
),

main_subscriptions as (
    select
        account,
        customer_id,
        customer_id || '-s' || cast(spell as varchar) as subscription_id,
        version,
        days_later(created_at, begins_after_days) as started_at,
        days_later(created_at, begins_after_days + held_days) as ended_at,
        is_trial,
        is_cancelled,
        cast(least(2, floor(dice(account, 'tier') * 2) + upgrades) as integer) as tier,
        greatest(1, cast(floor(seats * (0.7 + 0.15 * step * dice(account, 'growth'))) as integer)) as quantity,
        currency
    from placed
    where not has_stopped
),

-- Some have an add-on besides, some of those in another currency.
add_ons as (
    select
        account,
        customer_id,
        customer_id || '-a' as subscription_id,
        hash(account, 'add-on') as version,
        days_later(created_at, 20 + floor(dice(account, 'add-on begins') * 90)) as started_at,
        days_later(created_at, 200 + floor(dice(account, 'add-on ends') * 900)) as ended_at,
        false as is_trial,
        true as is_cancelled,
        3 as tier,
        1 + seats // 2 as quantity,
        case when dice(account, 'add-on currency') < 0.2 then 'USD' else currency end as currency
    from accounts
    where dice(account, 'add-on') < 0.08
),

all_subscriptions as (
    select * from main_subscriptions
    union all
    select * from add_ons
)

select
    *,
    'v' || printf('%016x', version) as subscription_version_id,
    case when is_cancelled then days_later(ended_at, -1 - floor(dice(version, 'notice') * 40)) end as cancel_requested_at,
    ['starter', 'team', 'business', 'add_on'][1 + tier] as plan_tier,
    dice(account, 'yearly') < 0.25 as is_yearly,
    cast(
        [19, 49, 99, 9][1 + tier] * case when currency = 'JPY' then 150 else 1 end
        * case when dice(account, 'yearly') < 0.25 then 10 else 1 end
        as decimal(18, 2)
    ) as unit_amount,
    case
        when dice(version, 'discount') < 0.2 then cast(0.1 * (1 + floor(dice(version, 'discount rate') * 3)) as decimal(5, 2))
    end as discount_rate,
    dice(version, 'state') as state
from all_subscriptions
where started_at < getvariable('knows_until');
