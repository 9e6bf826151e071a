with examples (example, user_days, days, expected) as (

    values
    ('two on Monday, one on Tuesday, nobody later', 3, 7, 0.42857142857142855),
    ('ten users on every day of April', 300, 30, 10),
    ('nobody', 0, 31, 0),
    ('no day', 0, 0, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ daily_active_users('user_days', 'days') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
