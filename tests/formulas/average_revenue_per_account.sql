with examples (source, monthly_recurring_revenue, customers_at_end, expected) as (

    values
    ('900 from six', 900, 6, 150.0),
    ('all pay nothing any more', 0, 4, 0.0),
    ('nobody', 0, 0, cast(null as {{ type_of('double') }})),
    ('a third', 100, 3, 33.333333333333336),
    ('unknown', null, 3, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ average_revenue_per_account('monthly_recurring_revenue', 'customers_at_end') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
