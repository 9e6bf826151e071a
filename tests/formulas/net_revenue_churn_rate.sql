with examples (source, churn_mrr, contraction_mrr, expansion_mrr, base_mrr, expected) as (

    values
    ('50 leaves, 20 shrinks, 50 grows, of 200', -50, -20, 50, 200, 0.1),
    ('more gained than lost: negative', -10, 0, 30, 200, -0.1),
    ('nothing moves', 0, 0, 0, 200, 0.0),
    ('nobody to lose', 0, 0, 0, 0, cast(null as {{ type_of('double') }})),
    ('unknown', -50, null, 50, 200, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ net_revenue_churn_rate('churn_mrr', 'contraction_mrr', 'expansion_mrr', 'base_mrr') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
