with examples (source, satisfied_respondents, respondents, expected) as (

    values
    ('A §5.2', 600, 1000, 0.6),
    ('A worked example', 60, 100, 0.6),
    ('B §3.1: 60 and 30 of 100', 90, 100, 0.9),
    ('B §4.1: published 90 %, but its answers sum to 99', 90, 99, 0.9090909090909091),
    ('nobody asked', 0, 0, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ customer_satisfaction_rate('satisfied_respondents', 'respondents') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
