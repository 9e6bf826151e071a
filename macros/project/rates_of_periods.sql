{#- Every currency's rate on a day of each period, as `select` from CTEs `periods` and `rates`. Amounts find theirs by
    the period then: one that is sought by its day is compared with all rates of its currency. -#}
{% macro rates_of_periods(day) -%}
    select
        periods.period_grain,
        periods.period_start,
        rates.currency,
        rates.rate
    from periods
    inner join rates
        on periods.{{ day }} >= rates.valid_from
        and periods.{{ day }} < rates.valid_until
{%- endmacro %}
