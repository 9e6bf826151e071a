with examples (source, net_retained_mrr, reactivation_mrr, base_mrr, expected) as (

    values
    ('20 came back', 180, 20, 200, 1.0),
    ('nobody came back', 180, 0, 200, 0.9),
    ('only returners', 0, 50, 200, 0.25),
    ('nobody to keep', 0, 50, 0, cast(null as {{ type_of('double') }})),
    ('unknown', 180, null, 200, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ net_revenue_retention_with_reactivation('net_retained_mrr', 'reactivation_mrr', 'base_mrr') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
