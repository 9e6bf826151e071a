-- Scores to classes, and the published figures that come of drawing the lines elsewhere.
with answers (source, score, people) as (

    values
    ('B §3.2', 10, 20),
    ('B §3.2', 9, 30),
    ('B §3.2', 8, 35),
    ('B §3.2', 7, 10),
    ('B §3.2', 6, 5),
    ('B §5.2', 10, 2),
    ('B §5.2', 9, 1),
    ('B §5.2', 7, 1),
    ('B §5.2', 6, 2),
    ('B §5.2', 5, 1),
    ('the cuts', 8.9, 1),
    ('the cuts', 6.9, 1),
    ('the cuts', 0, 1),
    ('the cuts', 1, 1)

),

-- published: B §3.2 counts its ten sevens as detractors; B §5.2 prints 2 for three against three.
expectations (source, expected, very_promoters, promoters, passives, detractors) as (

    values
    ('B §3.2', 45.0, 20, 50, 45, 5),
    ('B §5.2', 0.0, 2, 3, 1, 3),
    ('the cuts', -75.0, 0, 0, 1, 3)

),

classified as (

    select
        source,
        sum(case when {{ is_very_promoter('score') }} then people else 0 end) as very_promoters,
        sum(case when {{ is_promoter('score') }} then people else 0 end) as promoters,
        sum(case when {{ is_passive('score') }} then people else 0 end) as passives,
        sum(case when {{ is_detractor('score') }} then people else 0 end) as detractors,
        sum(people) as respondents
    from answers
    group by source

)

select
    expectations.source,
    classified.*
from expectations
left join classified
    on expectations.source = classified.source
where
    {{ differs(
        net_promoter_score('classified.promoters', 'classified.detractors', 'classified.respondents'),
        'expectations.expected'
    ) }}
    or {{ differs('classified.very_promoters', 'expectations.very_promoters') }}
    or {{ differs('classified.promoters', 'expectations.promoters') }}
    or {{ differs('classified.passives', 'expectations.passives') }}
    or {{ differs('classified.detractors', 'expectations.detractors') }}
