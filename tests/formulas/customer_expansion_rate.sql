with examples (source, expanded_customers, customers_at_start, expected) as (

    values
    ('A §6.2', 200, 1000, 0.2),
    ('nobody to grow', 0, 0, cast(null as {{ type_of('double') }})),
    ('one of three', 1, 3, 0.3333333333333333)

),

computed as (

    select
        *,
        {{ customer_expansion_rate('expanded_customers', 'customers_at_start') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
