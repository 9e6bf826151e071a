{#- Published with z to two places: R. G. Newcombe, Statistics in Medicine 17 (1998), pp. 873-890, table II, method 10.
    Those of scores are the intervals of both, squared and added. -#}
with proportions (example, part, whole, earlier_part, earlier_whole, expected_low, expected_high, expected) as (

    values
    ('56/70 and 48/80', 56, 70, 48, 80, 0.0524, 0.3339, 'significant'),
    ('9/10 and 3/10', 9, 10, 3, 10, 0.1705, 0.8090, 'significant'),
    ('6/7 and 2/7', 6, 7, 2, 7, 0.0582, 0.8062, 'significant'),
    ('5/56 and 0/29', 5, 56, 0, 29, -0.0381, 0.1926, 'not_significant'),
    ('0/10 and 0/20', 0, 10, 0, 20, -0.1611, 0.2775, 'not_significant'),
    ('0/10 and 0/10', 0, 10, 0, 10, -0.2775, 0.2775, 'not_significant'),
    ('10/10 and 0/20', 10, 10, 0, 20, 0.6791, 1.0, 'significant'),
    ('10/10 and 0/10', 10, 10, 0, 10, 0.6075, 1.0, 'significant'),
    ('0/20 and 10/10', 0, 20, 10, 10, -1.0, -0.6791, 'significant'),
    ('nobody before', 5, 10, 0, 0, null, null, 'not_comparable')

),

scores (
    example, promoters, detractors, respondents, earlier_promoters, earlier_detractors, earlier_respondents,
    expected_low, expected_high, expected) as (

    values
    ('40 after 0 points', 50, 10, 100, 30, 30, 100, 19.492764482759018, 58.98485503887565, 'significant'),
    ('0 after 0 points', 30, 30, 100, 30, 30, 100, -21.103934265289542, 21.103934265289542, 'not_significant')

),

bounded as (

    select
        example,
        {{ safe_divide('part', 'whole') }} - {{ safe_divide('earlier_part', 'earlier_whole') }} as difference,
        {{ difference_low(safe_divide('part', 'whole'), wilson_low('part', 'whole'),
            safe_divide('earlier_part', 'earlier_whole'), wilson_high('earlier_part', 'earlier_whole')) }} as difference_bound_low,
        {{ difference_high(safe_divide('part', 'whole'), wilson_high('part', 'whole'),
            safe_divide('earlier_part', 'earlier_whole'), wilson_low('earlier_part', 'earlier_whole')) }} as difference_bound_high,
        expected_low,
        expected_high,
        expected,
        0.00005 as tolerance
    from proportions
    union all
    select
        example,
        {{ net_promoter_score('promoters', 'detractors', 'respondents') }}
        - {{ net_promoter_score('earlier_promoters', 'earlier_detractors', 'earlier_respondents') }} as difference,
        {{ difference_low(
            net_promoter_score('promoters', 'detractors', 'respondents'),
            net_promoter_low('promoters', 'detractors', 'respondents'),
            net_promoter_score('earlier_promoters', 'earlier_detractors', 'earlier_respondents'),
            net_promoter_high('earlier_promoters', 'earlier_detractors', 'earlier_respondents')
        ) }} as difference_bound_low,
        {{ difference_high(
            net_promoter_score('promoters', 'detractors', 'respondents'),
            net_promoter_high('promoters', 'detractors', 'respondents'),
            net_promoter_score('earlier_promoters', 'earlier_detractors', 'earlier_respondents'),
            net_promoter_low('earlier_promoters', 'earlier_detractors', 'earlier_respondents')
        ) }} as difference_bound_high,
        expected_low,
        expected_high,
        expected,
        0.0000001 as tolerance
    from scores

)

select * from bounded
where
    (difference_bound_low is null) <> (expected_low is null)
    or abs(difference_bound_low - expected_low) > tolerance
    or abs(difference_bound_high - expected_high) > tolerance
    or {{ significance('difference', 'difference_bound_low', 'difference_bound_high') }} <> expected
