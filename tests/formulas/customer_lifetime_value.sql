with examples (source, annual_profit, lifetime_years, discount_rate, expected) as (

    values
    ('B §3.4: published 3 520', 800, 2, 0.05, 1487.5283446712017),
    ('B §4.4: published 1 241.8', 2000, 5, 0.1, 7581.573538816897),
    ('B §4.5: published 1 707.5', 2500, 4, 0.1, 7924.663615873234),
    ('nothing is discounted at 0', 800, 2, 0.0, 1600.0),
    ('part of a year', 1000, 0.5, 0.1, 465.3741075440771)

),

computed as (

    select
        *,
        {{ customer_lifetime_value('annual_profit', 'lifetime_years', 'discount_rate') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
