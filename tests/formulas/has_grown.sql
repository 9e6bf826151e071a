with customers (example, amount_before, amount_now, threshold, expected) as (

    values
    ('a cent more', 100.00, 100.01, 0, true),
    ('the same', 100.00, 100.00, 0, false),
    ('a fraction of a cent is nothing', 33.333333, 33.333334, 0, false),
    ('half a cent rounds away from zero', 33.333333, 33.335000, 0, true),
    ('exactly the threshold is not beyond it', 100.00, 110.00, 0.10, false),
    ('beyond the threshold', 100.00, 110.01, 0.10, true),
    ('less', 100.00, 90.00, 0, false)

),

computed as (

    select
        *,
        {{ has_grown('cast(amount_before as decimal(38, 6))', 'cast(amount_now as decimal(38, 6))', 'threshold') }}
            as actual
    from customers

)

select * from computed
where actual is distinct from expected
