{#- By hand, in fractions: each effect before and after the other one, and their mean. `lower_part`: those among whom
    is counted, or heads. -#}
with segments (
    example, segment_value, kind, upper_part, lower_part, earlier_upper_part, earlier_lower_part,
    expected_volume, expected_mix, expected_rate
) as (

    values
    ('churn', 'a', 'ratio', 6.0, 60.0, 10.0, 100.0, 0.0, -0.00935763888888889, 0.0),
    ('churn', 'b', 'ratio', 4.0, 100.0, 1.0, 50.0, 0.0, -0.011059027777777777, 0.009583333333333333),
    ('a segment that is new', 'a', 'ratio', 12.0, 100.0, 10.0, 100.0, 0.0, 0.0004166666666666667, 0.018333333333333333),
    ('a segment that is new', 'b', 'ratio', 3.0, 20.0, 0.0, 0.0, 0.0, 0.00625, 0.0),
    ('revenue', 'a', 'additive', 1320.0, 12.0, 1000.0, 10.0, 109.77272727272727, 100.22727272727273, 110.0),
    ('revenue', 'b', 'additive', 1280.0, 32.0, 900.0, 30.0, 103.4090909090909, -33.40909090909091, 310.0),
    ('a new segment', 'a', 'additive', 1000.0, 10.0, 1000.0, 10.0, 416.6666666666667, -416.6666666666667, 0.0),
    ('a new segment', 'b', 'additive', 300.0, 5.0, 0.0, 0.0, 50.0, 250.0, 0.0)

),

summed as (

    select
        *,
        sum(upper_part) over (partition by example) as whole_upper,
        sum(lower_part) over (partition by example) as whole_lower,
        sum(earlier_upper_part) over (partition by example) as earlier_whole_upper,
        sum(earlier_lower_part) over (partition by example) as earlier_whole_lower
    from segments

),

weighted as (

    select
        *,
        {{ safe_divide('lower_part', 'whole_lower') }} as weight,
        {{ safe_divide('earlier_lower_part', 'earlier_whole_lower') }} as earlier_weight,
        {{ safe_divide('upper_part', 'whole_lower') }}
        - {{ safe_divide('earlier_upper_part', 'earlier_whole_lower') }} as contribution_change,
        {{ standing_rate(safe_divide('upper_part', 'lower_part'),
            safe_divide('earlier_upper_part', 'earlier_lower_part')) }} as standing_rate,
        {{ standing_rate(safe_divide('whole_upper', 'whole_lower'),
            safe_divide('earlier_whole_upper', 'earlier_whole_lower')) }} as standing_rate_of_all
    from summed

),

parts as (

    select
        example,
        segment_value,
        expected_volume,
        expected_mix,
        expected_rate,
        case kind
            when 'additive' then {{ volume_part_of_sum(
                safe_divide('weight + earlier_weight', '2'), 'whole_lower - earlier_whole_lower', 'standing_rate') }}
            else 0
        end as volume_part,
        case kind
            when 'additive' then {{ mix_part_of_sum(
                'lower_part - earlier_lower_part', safe_divide('weight + earlier_weight', '2'),
                'whole_lower - earlier_whole_lower', 'standing_rate') }}
            else {{ mix_part_of_ratio('weight - earlier_weight', 'standing_rate', 'standing_rate_of_all') }}
        end as mix_part,
        case kind
            when 'additive' then {{ rate_part_of_sum(
                'upper_part - earlier_upper_part', 'lower_part - earlier_lower_part', 'standing_rate') }}
            else {{ rate_part_of_ratio(
                'contribution_change', 'weight - earlier_weight', 'standing_rate', 'standing_rate_of_all') }}
        end as rate_part
    from weighted

)

select * from parts
where
    {{ differs('volume_part', 'expected_volume') }}
    or {{ differs('mix_part', 'expected_mix') }}
    or {{ differs('rate_part', 'expected_rate') }}
