with examples (source, churn_mrr, contraction_mrr, base_mrr, expected) as (

    values
    ('50 of 200 leaves, another 50 shrinks to 30', -50, -20, 200, 0.35),
    ('all leave', -200, 0, 200, 1.0),
    ('nothing lost', 0, 0, 200, 0.0),
    ('nobody to lose', 0, 0, 0, cast(null as {{ type_of('double') }})),
    ('unknown', null, -20, 200, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ gross_revenue_churn_rate('churn_mrr', 'contraction_mrr', 'base_mrr') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
