{#- Published: the six of https://github.com/CamDavidsonPilon/lifelines, lifelines/tests/test_estimation.py (R's
    `conf.type = 'log-log'`), to four and three digits. The 21 remissions under 6-MP of Freireich and others, Blood 21
    (1963), pp. 699-716: the textbook case of censoring. -#}
{%- set window = 'partition by curve order by tenure rows unbounded preceding' -%}
with curves (curve, tenure, at_risk, lost, expected_share, expected_low, expected_high) as (

    values
    ('six, nobody censored', 0, 6, 0, 1.0, null, null),
    ('six, nobody censored', 9, 6, 1, 0.8333333333333334, 0.27312284444070634, 0.9747124270773876),
    ('six, nobody censored', 19, 5, 1, 0.6666666666666667, 0.19461663330017615, 0.904434165322453),
    ('six, nobody censored', 32, 4, 1, 0.5, 0.11094825813021769, 0.8037092384492188),
    ('six, nobody censored', 34, 3, 1, 0.33333333333333337, 0.046082242259891895, 0.6755643601220073),
    ('6-MP', 6, 21, 3, 0.8571428571428572, 0.6197179526165996, 0.9515517480692055),
    ('6-MP', 7, 17, 1, 0.8067226890756303, 0.5631465621138628, 0.9228090197779245),
    ('6-MP', 9, 16, 0, 0.8067226890756303, 0.5631465621138628, 0.9228090197779245),
    ('6-MP', 10, 15, 1, 0.7529411764705882, 0.5031995083906946, 0.8893618358962563),
    ('6-MP', 13, 12, 1, 0.6901960784313725, 0.43161022014604367, 0.8490659642458973),
    ('6-MP', 16, 11, 1, 0.6274509803921569, 0.3675108537694387, 0.8049121905250661),
    ('6-MP', 22, 7, 1, 0.5378151260504203, 0.2677789346702476, 0.7467907189312449),
    ('6-MP', 23, 6, 1, 0.44817927170868355, 0.18805200414137802, 0.680142630011825),
    ('6-MP', 35, 1, 0, 0.44817927170868355, 0.18805200414137802, 0.680142630011825),
    ('all of them leave', 5, 3, 1, 0.6666666666666667, 0.054073424330899976, 0.9452063881011618),
    ('all of them leave', 9, 2, 2, 0.0, null, null),
    ('nobody leaves', 0, 4, 0, 1.0, null, null),
    ('nobody leaves', 400, 4, 0, 1.0, null, null)

),

estimated as (

    select
        *,
        {{ kaplan_meier('lost', 'at_risk', window) }} as survival_share,
        {{ greenwood('lost', 'at_risk', window) }} as relative_variance
    from curves

),

bounded as (

    select
        *,
        {{ survival_low('survival_share', 'relative_variance') }} as low,
        {{ survival_high('survival_share', 'relative_variance') }} as high
    from estimated

),

published (week, published_share, published_low, published_high) as (

    values
    (9, 0.833, 0.2731, 0.975),
    (19, 0.667, 0.1946, 0.904),
    (32, 0.500, 0.1109, 0.804),
    (34, 0.333, 0.0461, 0.676)

)

select bounded.*
from bounded
left join published
    on bounded.tenure = published.week and bounded.curve = 'six, nobody censored'
where
    {{ differs('survival_share', 'expected_share') }}
    or {{ differs('low', 'expected_low') }}
    or {{ differs('high', 'expected_high') }}
    or {{ differs(round_to('survival_share', 3), 'coalesce(published_share, ' ~ round_to('expected_share', 3) ~ ')') }}
    or {{ differs(round_to('low', 4), 'coalesce(published_low, ' ~ round_to('expected_low', 4) ~ ')') }}
    or {{ differs(round_to('high', 3), 'coalesce(published_high, ' ~ round_to('expected_high', 3) ~ ')') }}
