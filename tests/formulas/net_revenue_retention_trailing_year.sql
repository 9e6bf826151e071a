with examples (source, net_retained_mrr_trailing_year, base_mrr_trailing_year, expected) as (

    values
    ('100 and 50 a year ago, 120 and 40 now', 160, 150, 1.0666666666666667),
    ('all have left', 0, 150, 0.0),
    ('nobody a year ago', 0, 0, cast(null as {{ type_of('double') }})),
    ('unknown', null, 150, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ net_revenue_retention_trailing_year('net_retained_mrr_trailing_year', 'base_mrr_trailing_year') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
