{#- Chance on either side that a figure without a real change is off its expectation far enough for an alert: one period
    alone (3 standard errors) and two in a row together (2.21). Chosen by simulation (tests/test_alerts.py): fewer than
    one false alarm of a metric in five years, and 95 of 100 departures of three standard errors found within two
    periods. -#}
{% macro alert_chances() %}
    {% do return({'period': 0.00135, 'pair': 0.0136}) %}
{% endmacro %}


{#- How many standard errors off is too far for one of `comparisons` figures: the chance is divided among them, so that
    all of them together give as many false alarms as one figure alone (Bonferroni). -#}
{% macro alert_bound(rule, comparisons) -%}
    {{ customer_success.normal_quantile(customer_success.safe_divide(
        customer_success.alert_chances()[rule], comparisons
    )) }}
{%- endmacro %}


{#- What a standard normal figure exceeds with a given chance below one half: the rational approximation of Hastings
    (Abramowitz and Stegun 26.2.23), within 0.00045. -#}
{% macro normal_quantile(chance) -%}
    {%- set root = 'sqrt(-2 * ln(' ~ chance ~ '))' -%}
    ({{ root }} - {{ customer_success.safe_divide(
        '2.515517 + ' ~ root ~ ' * (0.802853 + ' ~ root ~ ' * 0.010328)',
        '1 + ' ~ root ~ ' * (1.432788 + ' ~ root ~ ' * (0.189269 + ' ~ root ~ ' * 0.001308))'
    ) }})
{%- endmacro %}


{#- How much the departures of a metric scatter, against the variance that they should have: the mean square of those
    before. Where there is a sampling error it counts as much as a year of them; where there is none the figure is widened
    for the fewness of the departures, as Student's distribution is wider than the normal one. -#}
{% macro dispersion_of(squares, departures, has_sampling_error, bound) -%}
    case
        when {{ has_sampling_error }}
            then {{ customer_success.safe_divide('12 + ' ~ squares, '12 + ' ~ departures) }}
        else
            {{ customer_success.safe_divide(squares, departures) }}
            * power(1 + {{ customer_success.safe_divide('1 + ' ~ bound ~ ' * ' ~ bound, '2 * ' ~ departures) }}, 2)
    end
{%- endmacro %}


{#- Variance of the mean of two departures in a row, against that of one: both figures and both year-before months are
    averaged (1/4 x 4), the three changes are common (2/3); 5/3 against 8/3. -#}
{% macro pair_variance() -%}
    0.625
{%- endmacro %}


{#- Periods in a row without anything to warn of after which an alert closes, so that it does not flap. -#}
{% macro calm_periods_until_closed() -%}
    2
{%- endmacro %}
