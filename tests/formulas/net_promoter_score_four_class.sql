with examples (source, very_promoters, detractors, respondents, expected) as (

    values
    ('A pseudo-code: its promoters do not count', 20, 10, 30, 33.333333333333336),
    ('B §3.2: twenty tens, five sixes', 20, 5, 100, 15.0),
    ('nobody asked', 0, 0, 0, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ net_promoter_score_four_class('very_promoters', 'detractors', 'respondents') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
