{#- Amount a month of an invoice for the days [first_day, end_day): by whole months where that is what they are,
    counted from either end, for a month may lack the day that the other one has. -#}
{% macro spread_over_months(amount, first_day, end_day, months, days) -%}
    {%- set is_whole -%}
        {{ months }} >= 1 and (
            {{ customer_success.add_months(first_day, months) }} = {{ end_day }}
            or {{ customer_success.add_months(end_day, '-' ~ months) }} = {{ first_day }}
        )
    {%- endset -%}
    {{ customer_success.divide_exactly(
        amount ~ ' * case when ' ~ is_whole ~ ' then 1 else ' ~ customer_success.mean_days_a_month() ~ ' end',
        'case when ' ~ is_whole ~ ' then ' ~ months ~ ' else ' ~ days ~ ' end'
    ) }}
{%- endmacro %}
