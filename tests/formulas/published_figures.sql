-- What the sources print where it is neither their own formula's result nor ours: how it came about.
with published (source, figure, expected) as (

    values
    ('A script, called churn: cost over order value, row 1', {{ safe_divide(100, 100) }}, 1.0),
    ('A script, called churn: cost over order value, row 2', {{ safe_divide(150, 120) }}, 1.25),
    ('A script, called churn: cost over order value, row 3', {{ safe_divide(200, 150) }}, 1.3333333333333333),
    ('A script, called churn: cost over order value, row 4', {{ safe_divide(250, 180) }}, 1.3888888888888888),
    ('A script, called churn: cost over order value, row 5', {{ safe_divide(300, 200) }}, 1.5),
    ('B §3.2: 0.35 counts the ten sevens as detractors', {{ safe_divide('50 - 15', 100) }}, 0.35),
    ('B §4.2: 30 subtracts the passives', 60 - 20 - 10, 30),
    ('B §4.2: 50 is the count by its own formula', {{ net_promoter_count(60, 10) }}, 50),
    ('B §3.4: a profit of 1 600 is the profit of 800 over two years', {{ customer_lifetime_value_profit(
            annual_profit(1000000, 600000, 500), lifetime_years(1000, 500, 5)
        ) }}, 1600),
    (
        'B §5.2: the mean of its retention rates is 0.7857, not 0.80',
        {{ safe_divide('0.85 + 0.75 + 0.80 + 0.70 + 0.85 + 0.75 + 0.80', 7) }}, 0.7857142857142857
    )

)

select * from published
where {{ differs('figure', 'expected') }}
