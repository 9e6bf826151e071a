with examples (example, actual, expected) as (

    values
    ('B §3.4: published 1 600, 400 000 over 500 is 800', {{ annual_profit(1000000, 600000, 500) }}, 800.0),
    ('B §3.4: 1 000 years over 500 customers', {{ lifetime_years(1000, 500, 5) }}, 2.0),
    ('nobody left: the cap', {{ lifetime_years(1000, 0, 5) }}, 5.0),
    ('longer than is believed: the cap', {{ lifetime_years(1000, 10, 5) }}, 5.0),
    ('no exposure: no profit per customer', {{ annual_profit(10, 4, 0) }}, null),
    ('a segment bears its share', {{ cost_share(600, 250, 1000) }}, 150.0),
    ('no revenue to share by', {{ cost_share(600, 0, 0) }}, null)

)

select * from examples
where {{ differs('actual', 'expected') }}
