with examples (source, gross_retained_mrr_trailing_year, base_mrr_trailing_year, expected) as (

    values
    ('100 and 50 a year ago, 120 and 40 now', 140, 150, 0.9333333333333333),
    ('left and came back within the year: there at both points', 100, 100, 1.0),
    ('all have left', 0, 150, 0.0),
    ('nobody a year ago', 0, 0, cast(null as {{ type_of('double') }})),
    ('unknown', null, 150, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ gross_revenue_retention_trailing_year('gross_retained_mrr_trailing_year', 'base_mrr_trailing_year') }}
            as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
