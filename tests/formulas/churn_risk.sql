{#- Log odds by hand: 1 / (1 + e^0.9) = 0.28905; even odds are a half; the ends of the scale are no error. -#}
with contributions (
    situation, feature_value, mean, scale, coefficient, missing_coefficient, expected
) as (

    values
    ('two standard deviations above', 50.0, 30.0, 10.0, 0.5, 0.1, 1.0),
    ('one below', 20.0, 30.0, 10.0, 0.5, 0.1, -0.5),
    ('at the mean', 30.0, 30.0, 10.0, 0.5, 0.1, 0.0),
    ('missing', null, 30.0, 10.0, 0.5, 0.1, 0.1)

),

odds (situation, log_odds, expected) as (

    values
    ('worked example', -0.9, 0.28905049737499605),
    ('even', 0.0, 0.5),
    ('far below', -5000.0, 9.357622968839299e-14),
    ('far above', 5000.0, 0.9999999999999065),
    ('unknown', null, null)

),

computed as (

    select
        situation,
        {{ risk_contribution('feature_value', 'mean', 'scale', 'coefficient', 'missing_coefficient') }} as computed,
        expected
    from contributions
    union all
    select
        situation,
        {{ churn_probability('log_odds') }} as computed,
        expected
    from odds

)

select * from computed
where {{ differs('computed', 'expected') }}
