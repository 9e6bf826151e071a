with examples (example, revenue, orders, expected) as (

    values
    ('twelve of 80 less a refund of 60', 900, 12, 75),
    ('A §4.2: orders of 100', 4800, 48, 100),
    ('more is refunded than paid', -50, 2, -25),
    ('everything refunded', 0, 3, 0),
    ('no order', 0, 0, cast(null as {{ type_of('double') }})),
    ('refunds only', -60, 0, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ average_order_value('revenue', 'orders') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
