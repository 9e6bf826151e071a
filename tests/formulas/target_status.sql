{#- Up: 50 with a warning value on either side. Down: 0.05 with a warning value above it. -#}
with examples (example, figure, is_small_sample, target, warning, direction, expected, expected_distance) as (

    values
    ('reached', 50.0, false, 50.0, null, 'up', 'met', 0.0),
    ('not reached', 49.0, false, 50.0, null, 'up', 'missed', -1.0),
    ('between target and a lower warning value', 45.0, false, 50.0, 40.0, 'up', 'at_risk', -5.0),
    ('worse than both', 39.0, false, 50.0, 40.0, 'up', 'missed', -11.0),
    ('between target and a higher warning value', 52.0, false, 50.0, 55.0, 'up', 'at_risk', 2.0),
    ('better than both', 56.0, false, 50.0, 55.0, 'up', 'met', 6.0),
    ('lower is better', 0.04, false, 0.05, 0.06, 'down', 'met', 0.01),
    ('lower is better, between', 0.055, false, 0.05, 0.06, 'down', 'at_risk', -0.005),
    ('lower is better, worse than both', 0.07, false, 0.05, 0.06, 'down', 'missed', -0.02),
    ('of a few only', 0.07, true, 0.05, 0.06, 'down', 'small_sample', -0.02),
    ('without a target', 0.07, true, null, null, 'down', 'no_target', null),
    ('without a figure', null, true, 0.05, 0.06, 'down', 'no_data', null)

),

changes (example, planned, target_kind, baseline, unit, expected) as (

    values
    ('a figure', 50.0, 'absolute', null, 'points', 50.0),
    ('30 % less cost (A §10.2)', -0.3, 'change_from', 3000.0, 'currency', 2100.0),
    ('ten points more', 10.0, 'change_from', -20.0, 'points', -10.0),
    ('30 % less of a negative rate', -0.3, 'change_from', -0.02, 'ratio', -0.026),
    ('no baseline', -0.3, 'change_from', null, 'currency', null)

),

stands as (

    select
        example,
        {{ target_status('figure', 'is_small_sample', 'target', 'warning', 'direction') }} as found,
        {{ better_by('figure', 'target', 'direction') }} as distance,
        expected,
        expected_distance
    from examples

)

select example from stands
where found <> expected or {{ differs('distance', 'expected_distance') }}
union all
select example from changes
where {{ differs(resolved_target('planned', 'target_kind', 'baseline', 'unit'), 'expected') }}
