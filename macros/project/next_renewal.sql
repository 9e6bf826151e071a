{#- The first local day, this one included, on which an interval that began earlier begins again: every so many months,
    or every so many days. -#}
{% macro next_renewal(began_on, day, interval_months, interval_days) -%}
    {%- set months_passed -%}
        cast(floor({{ customer_success.safe_divide(customer_success.months_between(began_on, day), interval_months) }})
            as {{ customer_success.type_of('integer') }}) * {{ interval_months }}
    {%- endset -%}
    {%- set days_to_next -%}
        cast(ceil({{ customer_success.safe_divide(customer_success.days_between(began_on, day), interval_days) }})
            as {{ customer_success.type_of('integer') }}) * {{ interval_days }}
    {%- endset -%}
    case
        when {{ interval_days }} is not null then cast({{ customer_success.add_days(began_on, days_to_next) }} as date)
        -- The month of the last renewal is this month's at the latest, its day may still be ahead.
        when cast({{ customer_success.add_months(began_on, months_passed) }} as date) >= {{ day }}
            then cast({{ customer_success.add_months(began_on, months_passed) }} as date)
        else cast({{ customer_success.add_months(began_on, months_passed ~ ' + ' ~ interval_months) }} as date)
    end
{%- endmacro %}
