-- https://docs.stripe.com/billing/subscriptions/analytics/glossary
-- https://support.stripe.com/questions/billing-analytics
with published (source, figure, expected) as (

    values
    (
        'MRR: 100 at 100 a month, 50 at 600 a year: 12 500',
        {{ monthly_recurring_revenue(
            recurring_amount(100, 100, 0, "'month'", 1) ~ ' + ' ~ recurring_amount(50, 600, 0, "'year'", 1)
        ) }}, 12500
    ),
    (
        'its line of arithmetic has 800 a year, which would be 13 333.33: a slip of the page',
        {{ monthly_recurring_revenue(
            recurring_amount(100, 100, 0, "'month'", 1) ~ ' + ' ~ recurring_amount(50, 800, 0, "'year'", 1)
        ) }}, 13333.333333
    ),
    ('MRR: 1 200 a year', {{ monthly_recurring_revenue(recurring_amount(1, 1200, 0, "'year'", 1)) }}, 100),
    ('MRR: half off for ever', {{ monthly_recurring_revenue(recurring_amount(1, 1200, 0.5, "'year'", 1)) }}, 50)

)

select * from published
where {{ differs('figure', 'expected') }}
