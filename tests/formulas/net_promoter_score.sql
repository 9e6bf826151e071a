with examples (source, promoters, detractors, respondents, expected) as (

    values
    ('A worked example: published 33.3 %', 20, 10, 30, 33.333333333333336),
    ('B §3.2: published 0.35, sevens are no detractors', 50, 5, 100, 45.0),
    ('B §4.2: published 30, passives are not subtracted', 60, 10, 90, 55.55555555555556),
    ('B §4.2, the ten others passive', 60, 10, 100, 50.0),
    ('B §5.2: published 2', 3, 3, 7, 0.0),
    ('all detractors', 0, 4, 4, -100.0),
    ('nobody asked', 0, 0, 0, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ net_promoter_score('promoters', 'detractors', 'respondents') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
