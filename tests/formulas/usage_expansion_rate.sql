with examples (source, usage_expanded_customers, usage_base_customers, expected) as (

    values
    ('A §6.2, by usage', 200, 1000, 0.2),
    ('nobody used it before', 0, 0, cast(null as {{ type_of('double') }})),
    ('one of three', 1, 3, 0.3333333333333333)

),

computed as (

    select
        *,
        {{ usage_expansion_rate('usage_expanded_customers', 'usage_base_customers') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
