with examples (source, revenue, cost_to_serve, expected) as (

    values
    ('Daymark and Feedgot reckon with 80 %', 1000, 200, 0.8),
    ('serving costs all of it', 1000, 1000, 0.0),
    ('serving costs more than it earns', 1000, 1200, -0.2),
    ('nothing earned', 0, 200, cast(null as {{ type_of('double') }})),
    ('cost unknown', 1000, null, null)

),

computed as (

    select
        *,
        {{ gross_margin('revenue', 'cost_to_serve') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
