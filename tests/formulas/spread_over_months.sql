with invoices (example, amount, first_day, end_day, expected) as (

    values
    ('from the 31st to the last of February', 100, date '2025-01-31', date '2025-02-28', 100),
    ('from the last of February to the 31st', 100, date '2025-02-28', date '2025-03-31', 100),
    ('from the 28th to the 28th, over the last of February', 100, date '2025-02-28', date '2025-03-28', 100),
    ('a leap day is 29 days', 100, date '2024-01-31', date '2024-02-29', 100),
    ('a year from a leap day', 1200, date '2024-02-29', date '2025-02-28', 100),
    ('thirty days in one month are days', 30, date '2025-01-01', date '2025-01-31', 30.436875),
    ('thirty days over the end of a month are days', 30, date '2025-01-15', date '2025-02-14', 30.436875),
    ('thirty days of April are a month', 30, date '2025-04-01', date '2025-05-01', 30),
    ('28 days of February are a month', 28, date '2025-02-01', date '2025-03-01', 28),
    ('four weeks elsewhere are days', 28, date '2025-03-01', date '2025-03-29', 30.436875),
    ('four weeks over the end of a month are days', 28, date '2025-03-15', date '2025-04-12', 30.436875),
    ('a week', 10, date '2025-06-02', date '2025-06-09', 43.48125),
    ('a day', 1, date '2025-06-02', date '2025-06-03', 30.436875),
    ('a quarter', 100, date '2025-01-15', date '2025-04-15', 33.333333),
    ('a quarter from the 30th of November', 100, date '2024-11-30', date '2025-02-28', 33.333333),
    ('a year', 1200, date '2025-01-01', date '2026-01-01', 100),
    ('a year and a day is 366 days', 366, date '2025-01-01', date '2026-01-02', 30.436875),
    ('the seventh digit is exactly five: away from zero', 25.4915, date '2025-01-01', date '2025-09-01', 3.186438),
    ('a credit of a quarter', -100, date '2025-01-15', date '2025-04-15', -33.333333),
    ('the same in days', -10, date '2025-06-02', date '2025-06-09', -43.48125),
    ('a credit rounds away from zero too', -25.4915, date '2025-01-01', date '2025-09-01', -3.186438)

),

counted as (

    select
        *,
        {{ months_between('first_day', 'end_day') }} as month_count,
        {{ days_between('first_day', 'end_day') }} as day_count
    from invoices

),

computed as (

    select
        *,
        {{ spread_over_months('cast(amount as decimal(38, 6))', 'first_day', 'end_day', 'month_count', 'day_count') }}
            as actual
    from counted

)

select * from computed
where actual is distinct from cast(expected as decimal(38, 6))
