with cohorts (example, actual, expected) as (

    values
    ('eight of ten are still there', {{ cohort_customer_retention(8, 10) }}, 0.8),
    ('nobody is', {{ cohort_customer_retention(0, 10) }}, 0.0),
    ('all of them are, and some had come back', {{ cohort_customer_retention(10, 10) }}, 1.0),
    ('those who stay make up for more than was lost', {{ cohort_revenue_retention(1100, 1000) }}, 1.1),
    ('half of the money is left', {{ cohort_revenue_retention(500, 1000) }}, 0.5),
    ('who began without paying has no base', {{ cohort_revenue_retention(100, 0) }}, null)

)

select * from cohorts
where {{ differs('actual', 'expected') }}
