{#- Months, or else days, of a billing interval; null where it is of the other kind. -#}
{% macro interval_length(unit, billing_interval, interval_count) -%}
    {%- set long = {'month': 'year', 'day': 'week'}[unit] -%}
    case when {{ billing_interval }} in ('{{ unit }}', '{{ long }}') then
        {{ interval_count }} * {{ customer_success.units_an_interval(billing_interval) }}
    end
{%- endmacro %}
