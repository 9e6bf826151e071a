with examples (source, billed_mrr, expected) as (

    values
    ('1 200 for a year and 50 for a month', 100 + 50, 150.0),
    ('nothing billed', 0, 0.0),
    ('unknown', null, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ billed_monthly_recurring_revenue('billed_mrr') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
