with examples (example, answered_invitations, invitations, expected) as (

    values
    ('four of ten', 4, 10, 0.4),
    ('one of three', 1, 3, 0.3333333333333333),
    ('nobody answered', 0, 8, 0),
    ('everybody answered', 8, 8, 1),
    ('nobody was asked', 0, 0, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ survey_response_rate('answered_invitations', 'invitations') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
