-- Ten bookings a day; what is spent grows with the accounts.
with booked as (
    select
        days.range as day,
        bookings.range as booking,
        hash(days.range, bookings.range) as expense
    from range(getvariable('days') + 31) as days
    cross join range(10) as bookings
)

select
    'x' || printf('%016x', expense) as expense_id,
    cast(getvariable('begins_at') as date) + cast(day as integer) as incurred_on,
    pick(expense, 'category', ['advertising', 'marketing', 'sales', 'cost_of_service', 'cost_of_service', 'other'])
        as category,
    pick(expense, 'channel', ['search', 'social', 'referral', 'partner', 'event', null]) as channel,
    cast(
        getvariable('accounts') * (0.5 + day / getvariable('days')) * (0.2 + 0.4 * dice(expense, 'amount'))
        as decimal(18, 2)
    ) as amount,
    pick(expense, 'currency', ['USD', 'USD', 'USD', 'EUR']) as currency
from booked
where days_later(getvariable('begins_at'), day) < getvariable('now_at')
order by day, booking
