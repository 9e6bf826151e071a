with examples (example, orders, customer_years, expected) as (

    values
    ('A §4.2: one a month', 30, 2.5, 12),
    ('A §4.2: one a year', 4, 4.0, 1),
    ('nobody ordered', 0, 3.0, 0),
    ('nobody was active', 3, 0.0, cast(null as {{ type_of('double') }})),
    ('neither', 0, 0.0, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ orders_per_customer_year('orders', 'customer_years') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
