with examples (source, average_order_value, orders_per_year, lifetime_years, expected) as (

    values
    ('A §4.2: published 400, monthly orders are 12 a year', 100, 12, 4, 4800),
    ('A §4.2, one order a year: 400', 100, 1, 4, 400),
    ('A worked example: published 300', 100, 12, 3, 3600),
    ('A worked example, one order a year: 300', 100, 1, 3, 300),
    ('A script, row 1', 100, 1, 2, 200),
    ('A script, row 2', 120, 1, 2, 240),
    ('A script, row 3', 150, 1, 3, 450),
    ('A script, row 4', 180, 1, 3, 540),
    ('A script, row 5', 200, 1, 4, 800),
    ('no order', cast(null as {{ type_of('double') }}), 0, 4, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ customer_lifetime_value_orders('average_order_value', 'orders_per_year', 'lifetime_years') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
