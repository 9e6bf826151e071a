{#- Six shares of a hundred each: slopes by least squares, intervals by hand. Place 1 is the latest period. -#}
with counts (example, place, part) as (

    values
    ('rising', 6, 2), ('rising', 5, 3), ('rising', 4, 5), ('rising', 3, 8), ('rising', 2, 11), ('rising', 1, 14),
    ('flat', 6, 5), ('flat', 5, 5), ('flat', 4, 5), ('flat', 3, 5), ('flat', 2, 5), ('flat', 1, 5),
    ('noise', 6, 5), ('noise', 5, 6), ('noise', 4, 4), ('noise', 3, 7), ('noise', 2, 5), ('noise', 1, 6),
    ('level', 6, 52), ('level', 5, 52), ('level', 4, 52), ('level', 3, 52), ('level', 2, 52), ('level', 1, 52),
    ('five periods', 5, 5),
    ('five periods', 4, 5), ('five periods', 3, 5), ('five periods', 2, 5), ('five periods', 1, 5)

),

expectations (example, expected, expected_low, expected_high, expected_significance) as (

    values
    ('rising', 0.024857142857142852, 0.012410350175758249, 0.03863137177059686, 'significant'),
    ('flat', 0.0, -0.01149270915904482, 0.011492709159044821, 'not_significant'),
    ('level', 0.0, -0.022971624692328933, 0.022971624692328933, 'not_significant'),
    ('noise', 0.0014285714285714258, -0.010386109834016662, 0.013344003437806756, 'not_significant'),
    ('five periods', null, null, null, 'not_comparable')

),

figures as (

    select
        example,
        place,
        {{ safe_divide('part', '100') }} as part_share,
        {{ wilson_low('part', '100') }} as interval_low,
        {{ wilson_high('part', '100') }} as interval_high
    from counts

),

slopes as (

    select
        example,
        {{ trend_slope('place', 'part_share') }} as slope,
        {{ trend_margin_low('place', 'part_share', 'interval_low', 'interval_high') }} as margin_low,
        {{ trend_margin_high('place', 'part_share', 'interval_low', 'interval_high') }} as margin_high
    from figures
    group by example

)

select slopes.*
from slopes
inner join expectations
    on slopes.example = expectations.example
where
    {{ differs('slopes.slope', 'expectations.expected') }}
    or (slopes.example = 'level' and slopes.slope <> 0)
    or {{ differs('slopes.slope - slopes.margin_low', 'expectations.expected_low') }}
    or {{ differs('slopes.slope + slopes.margin_high', 'expectations.expected_high') }}
    or {{ significance('slope', 'slope - margin_low', 'slope + margin_high') }} <> expectations.expected_significance
