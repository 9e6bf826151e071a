with versions (example, quantity, unit_amount, discount_rate, billing_interval, interval_count, expected) as (

    values
    ('a month', 3, 19.99, 0, 'month', 1, 59.97),
    ('a year is twelve months', 1, 1200, 0, 'year', 1, 100),
    ('two years, a fifth off', 1, 2400, 0.2, 'year', 2, 80),
    ('a quarter', 1, 100, 0, 'month', 3, 33.333333),
    ('a week', 1, 10, 0, 'week', 1, 43.48125),
    ('four weeks', 1, 40, 0, 'week', 4, 43.48125),
    ('a day', 1, 1, 0, 'day', 1, 30.436875),
    ('thirty days', 1, 30, 0, 'day', 30, 30.436875),
    ('all of it off', 5, 100, 1, 'month', 1, 0),
    ('the seventh digit is exactly five: away from zero', 1, 25.4915, 0, 'month', 8, 3.186438),
    ('the same in two years', 1, 0.0003, 0, 'month', 24, 0.000013),
    ('just below', 1, 0.000299, 0, 'month', 24, 0.000012),
    ('a large one keeps its cents', 1000, 99999.99, 0, 'year', 1, 8333332.5)

),

computed as (

    select
        *,
        {{ recurring_amount('quantity', 'unit_amount', 'discount_rate', 'billing_interval', 'interval_count') }}
            as actual
    from versions

)

select * from computed
where actual is distinct from cast(expected as decimal(38, 6))
