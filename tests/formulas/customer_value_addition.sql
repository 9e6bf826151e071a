with examples (source, business_value_uplift, quality_of_life_uplift, expected) as (

    values
    ('A §6.3', 0.3, 0.2, 0.5),
    ('one part unknown', 0.3, cast(null as {{ type_of('double') }}), cast(null as {{ type_of('double') }})),
    ('a loss counts', -0.1, 0.25, 0.15)

),

computed as (

    select
        *,
        {{ customer_value_addition('business_value_uplift', 'quality_of_life_uplift') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
