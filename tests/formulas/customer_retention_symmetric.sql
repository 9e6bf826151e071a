with examples (source, customers_at_end, new_customers, expected) as (

    values
    ('B §3.3: published 20 %, its formula gives 9.09 %', 120, 100, 0.09090909090909091),
    ('B §4.3: published 71.43 %', 300, 50, 0.7142857142857143),
    ('nobody at all', 0, 0, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ customer_retention_symmetric('customers_at_end', 'new_customers') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
