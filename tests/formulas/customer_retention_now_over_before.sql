with examples (source, customers_at_end, customers_at_start, expected) as (

    values
    ('B §2.2 on the figures of B §3.3: published 480 %', 120, 25, 4.8),
    ('nobody before', 3, 0, cast(null as {{ type_of('double') }})),
    ('fewer now', 3, 4, 0.75)

),

computed as (

    select
        *,
        {{ customer_retention_now_over_before('customers_at_end', 'customers_at_start') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
