with examples (source, gross_retained_mrr, base_mrr, expected) as (

    values
    ('100 stays, 50 shrinks to 30, 50 leaves', 130, 200, 0.65),
    ('growth does not count: 100 to 150', 100, 100, 1.0),
    ('all leave', 0, 200, 0.0),
    ('nobody to keep', 0, 0, cast(null as {{ type_of('double') }})),
    ('unknown', null, 200, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ gross_revenue_retention('gross_retained_mrr', 'base_mrr') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
