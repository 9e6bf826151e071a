with examples (source, annual_profit, lifetime_years, discount_rate, expected) as (

    values
    ('B §3.4 as published: 1 600 x 2 x 1.1025 is 3 528, not 3 520', 1600, 2, 0.05, 3528.0),
    ('B §3.4 on the profit of 800', 800, 2, 0.05, 1764.0),
    ('nothing compounds at 0', 800, 2, 0.0, 1600.0)

),

computed as (

    select
        *,
        {{ customer_lifetime_value_compounded('annual_profit', 'lifetime_years', 'discount_rate') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
