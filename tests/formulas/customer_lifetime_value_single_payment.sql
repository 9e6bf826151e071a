with examples (source, annual_profit, lifetime_years, discount_rate, expected) as (

    values
    ('B §4.4: 1 241.84', 2000, 5, 0.1, 1241.8426461183103),
    ('B §4.5: 1 707.53', 2500, 4, 0.1, 1707.5336384126763),
    ('nothing is discounted at 0', 800, 2, 0.0, 800.0)

),

computed as (

    select
        *,
        {{ customer_lifetime_value_single_payment('annual_profit', 'lifetime_years', 'discount_rate') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
