with surveys (example, satisfied_from, scale_min, scale_max, expected) as (

    values
    ('five points: the top two boxes', cast(null as integer), 1, 5, 4),
    ('five points from zero', null, 0, 4, 3),
    ('its own threshold wins', 5, 1, 5, 5),
    ('seven points with a threshold', 6, 1, 7, 6),
    ('seven points without one', null, 1, 7, null),
    ('eleven points without one', null, 0, 10, null)

),

computed as (

    select
        *,
        {{ satisfaction_threshold('satisfied_from', 'scale_min', 'scale_max') }} as actual
    from surveys

)

select * from computed
where {{ differs('actual', 'expected') }}
