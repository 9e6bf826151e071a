with examples (source, committed_mrr, expected) as (

    values
    ('100 and 50, the 50 ends next week', 100 + 50 - 50, 100.0),
    ('all of it is scheduled to end', 0, 0.0),
    ('unknown', null, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ committed_monthly_recurring_revenue('committed_mrr') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
