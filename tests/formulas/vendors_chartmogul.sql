-- https://help.chartmogul.com/hc/en-us/articles/203359341-Metric-MRR-Churn-Rate
-- https://help.chartmogul.com/hc/en-us/articles/4414075567250-Metric-Net-MRR-Churn-Rate
-- https://help.chartmogul.com/hc/en-us/articles/203359321-Metric-Customer-Churn-rate
-- https://help.chartmogul.com/hc/en-us/articles/203359301-Chart-Average-Revenue-Per-Account
-- https://help.chartmogul.com/hc/en-us/articles/201244842
with published (source, figure, expected) as (

    values
    ('gross MRR churn: 10 lost and 10 contracted of 100', {{ gross_revenue_churn_rate(-10, -10, 100) }}, 0.2),
    ('net MRR churn: the same less 10 of expansion', {{ net_revenue_churn_rate(-10, -10, 10, 100) }}, 0.1),
    ('customer churn: 11 of 100 left, one of them was new', {{ customer_churn_rate('11 - 1', 100) }}, 0.1),
    ('ARPA: five customers', {{ average_revenue_per_account('100 + 100 + 300 + 500 + 500', 5) }}, 300),
    (
        'MRR: four yearly plans of 500, printed as 166.67',
        {{ monthly_recurring_revenue(recurring_amount(4, 500, 0, "'year'", 1)) }}, 166.666667
    ),
    ('MRR: two monthly plans of 30', {{ monthly_recurring_revenue(recurring_amount(2, 30, 0, "'month'", 1)) }}, 60)

)

select * from published
where {{ differs('figure', 'expected') }}
