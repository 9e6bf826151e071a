with examples (source, new_customers, previous_new_customers, expected) as (

    values
    ('A §4.3', 6000, 5000, 0.2),
    ('shrinking', 8, 10, -0.2),
    ('nobody before', 8, 0, cast(null as {{ type_of('double') }})),
    ('nobody now', 0, 8, -1.0)

),

computed as (

    select
        *,
        {{ new_customer_growth_rate('new_customers', 'previous_new_customers') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
