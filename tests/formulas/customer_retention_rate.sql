with examples (source, retained_customers, customers_at_start, expected) as (

    values
    ('B §3.3: 120 now, 100 new, 5 lost', 20, 25, 0.8),
    ('B §4.3: 300 now, 50 new, 10 lost', 250, 260, 0.9615384615384616),
    ('nobody to keep', 0, 0, cast(null as {{ type_of('double') }})),
    ('all stay', 4, 4, 1.0)

),

computed as (

    select
        *,
        {{ customer_retention_rate('retained_customers', 'customers_at_start') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
