with examples (example, month_user_days, month_days, month_users, expected) as (

    values
    ('one on each of 31 days, one once', 32, 31, 2, 0.5161290322580645),
    ('everybody every day', 280, 28, 10, 1),
    ('everybody once', 10, 30, 10, 0.03333333333333333),
    ('nobody', 0, 30, 0, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ stickiness(daily_active_users('month_user_days', 'month_days'), 'month_users') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
