with examples (source, contracted_mrr, expected) as (

    values
    ('two customers, 59.97 and 100 of 1 200 a year', 59.97 + 100, 159.97),
    ('nobody pays: 0 is a value', 0, 0.0),
    ('cents are kept', 8333332.5 + 0.000001, 8333332.500001),
    ('unknown', null, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ monthly_recurring_revenue('contracted_mrr') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
