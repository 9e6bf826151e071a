with days as (
    select
        cast(getvariable('begins_at') as date) + cast(range - 3 as integer) as rate_date,
        range as day
    from range(getvariable('days') + 40)
),

currencies as (
    select unnest(['EUR', 'GBP', 'JPY', 'AUD']) as from_currency, unnest([1.09, 1.27, 0.0067, 0.66]) as level
)

select
    rate_date,
    from_currency,
    'USD' as to_currency,
    round(level * (1 + 0.05 * sin(day / 60.0) + 0.01 * dice(day, from_currency)), 8) as rate
from days
cross join currencies
where rate_date < cast(getvariable('now_at') as date)
order by rate_date, from_currency
