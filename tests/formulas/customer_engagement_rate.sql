with examples (source, engaged_customers, customers_served, expected) as (

    values
    ('A §5.3', 1000, 10000, 0.1),
    ('nobody served', 0, 0, cast(null as {{ type_of('double') }})),
    ('two of three', 2, 3, 0.6666666666666666)

),

computed as (

    select
        *,
        {{ customer_engagement_rate('engaged_customers', 'customers_served') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
