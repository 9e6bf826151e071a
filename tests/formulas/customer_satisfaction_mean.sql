with answers (source, score, scale_min, scale_max) as (

    values
    ('B §5.2 on 1-10: published 8.57 %', 10, 1, 10),
    ('B §5.2 on 1-10: published 8.57 %', 9, 1, 10),
    ('B §5.2 on 1-10: published 8.57 %', 7, 1, 10),
    ('B §5.2 on 1-10: published 8.57 %', 6, 1, 10),
    ('B §5.2 on 1-10: published 8.57 %', 8, 1, 10),
    ('B §5.2 on 1-10: published 8.57 %', 10, 1, 10),
    ('B §5.2 on 1-10: published 8.57 %', 9, 1, 10),
    ('B §5.2 on 0-10', 10, 0, 10),
    ('B §5.2 on 0-10', 9, 0, 10),
    ('B §5.2 on 0-10', 7, 0, 10),
    ('B §5.2 on 0-10', 6, 0, 10),
    ('B §5.2 on 0-10', 8, 0, 10),
    ('B §5.2 on 0-10', 10, 0, 10),
    ('B §5.2 on 0-10', 9, 0, 10),
    ('lowest score of a five-point scale', 1, 1, 5)

),

expectations (source, expected, expected_raw_mean) as (

    values
    ('B §5.2 on 1-10: published 8.57 %', 0.8253968253968254, 8.428571428571429),
    ('B §5.2 on 0-10', 0.8428571428571429, 8.428571428571429),
    ('lowest score of a five-point scale', 0, 1)

),

computed as (

    select
        source,
        {{ customer_satisfaction_mean('sum(' ~ scaled_score('score', 'scale_min', 'scale_max') ~ ')', 'count(*)') }}
            as actual,
        avg(score) as raw_mean
    from answers
    group by source

)

select
    expectations.source,
    expectations.expected,
    computed.actual,
    computed.raw_mean
from expectations
left join computed
    on expectations.source = computed.source
where
    {{ differs('computed.actual', 'expectations.expected') }}
    or {{ differs('computed.raw_mean', 'expectations.expected_raw_mean') }}
