with examples (source, acquisition_spend, new_customers, expected) as (

    values
    ('A §4.1', 100000, 1000, 100.0),
    ('A worked example', 10000, 100, 100.0),
    ('A script, row 1', 100, 10, 10.0),
    ('A script, row 2', 150, 15, 10.0),
    ('A script, row 3', 200, 20, 10.0),
    ('A script, row 4', 250, 25, 10.0),
    ('A script, row 5', 300, 30, 10.0),
    ('cents survive', 100.01, 3, 33.336666666666666),
    ('no new customer', 5000, 0, cast(null as {{ type_of('double') }})),
    ('no spend known', cast(null as {{ type_of('double') }}), 10, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ customer_acquisition_cost('acquisition_spend', 'new_customers') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
