-- Quantiles from tables of the normal distribution; the scatter by hand.
with bounds (example, actual, expected) as (

    values
    ('2.5 of 100 lie above', {{ normal_quantile(0.025) }}, 1.959964),
    ('one of ten lies above', {{ normal_quantile(0.1) }}, 1.281552),
    ('one figure alone: three standard errors', {{ alert_bound('period', 1) }}, 3.0),
    ('one of 25 figures: 0.000054 on either side', {{ alert_bound('period', 25) }}, 3.871878),
    ('two in a row', {{ alert_bound('pair', 1) }}, 2.2086),
    ('a sampling error counts as a year: (12 + 24) / (12 + 12)', {{ dispersion_of(24, 12, 'true', 3) }}, 1.5),
    ('without one eight departures widen: 1 x (1 + 10 / 16) squared', {{ dispersion_of(8, 8, 'false', 3) }}, 2.640625)

)

select * from bounds
where actual is null or abs(actual - expected) > 0.0006
