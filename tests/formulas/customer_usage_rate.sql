with examples (source, using_customers, customers_served, expected) as (

    values
    ('A §6.1', 800, 1000, 0.8),
    ('nobody served', 0, 0, cast(null as {{ type_of('double') }})),
    ('two of three', 2, 3, 0.6666666666666666)

),

computed as (

    select
        *,
        {{ customer_usage_rate('using_customers', 'customers_served') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
