with examples (example, repeat_buyers, buyers, expected) as (

    values
    ('three of four', 3, 4, 0.75),
    ('two of three', 2, 3, 0.6666666666666666),
    ('nobody came back', 0, 5, 0),
    ('everybody came back', 5, 5, 1),
    ('nobody bought', 0, 0, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ repeat_purchase_rate('repeat_buyers', 'buyers') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
