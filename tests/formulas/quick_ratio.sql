with examples (source, new_mrr, reactivation_mrr, expansion_mrr, contraction_mrr, churn_mrr, expected) as (

    values
    ('80 new and 40 expansion over 20 churn and 10 contraction', 80, 0, 40, -10, -20, 4.0),
    ('returners are gains', 80, 30, 40, -10, -20, 5.0),
    ('nothing gained', 0, 0, 0, -10, -20, 0.0),
    ('nothing lost is no infinity', 80, 0, 40, 0, 0, cast(null as {{ type_of('double') }})),
    ('nothing moves', 0, 0, 0, 0, 0, cast(null as {{ type_of('double') }})),
    ('unknown', null, 0, 40, -10, -20, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ quick_ratio('new_mrr', 'reactivation_mrr', 'expansion_mrr', 'contraction_mrr', 'churn_mrr') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
