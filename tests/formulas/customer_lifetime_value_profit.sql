with examples (source, annual_profit, lifetime_years, expected) as (

    values
    ('B §3.4', 800, 2, 1600),
    ('a loss', -100, 3, -300)

),

computed as (

    select
        *,
        {{ customer_lifetime_value_profit('annual_profit', 'lifetime_years') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
