-- https://saaslogic.io/subscription-library/revenue-metrics/how-is-arr-calculated
with examples (source, monthly_recurring_revenue, expected) as (

    values
    ('saaslogic.io: 10 000 a month', 10000, 120000.0),
    ('a sum is multiplied whole', 100 + 50, 1800.0),
    ('nobody pays', 0, 0.0),
    ('unknown', null, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ annual_recurring_revenue('monthly_recurring_revenue') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
