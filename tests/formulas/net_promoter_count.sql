with examples (source, promoters, detractors, expected) as (

    values
    ('B §2.2 on the figures of B §4.2', 60, 10, 50),
    ('B §5.2', 3, 3, 0),
    ('more detractors', 1, 4, -3)

),

computed as (

    select
        *,
        {{ net_promoter_count('promoters', 'detractors') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
