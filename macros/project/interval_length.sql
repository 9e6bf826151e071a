{#- Months, or else days, of a billing interval; null where it is of the other kind. -#}
{% macro interval_length(unit, billing_interval, interval_count) -%}
    {%- set short, long, of_long = ('month', 'year', 12) if unit == 'month' else ('day', 'week', 7) -%}
    case when {{ billing_interval }} in ('{{ short }}', '{{ long }}') then
        {{ interval_count }} * case when {{ billing_interval }} = '{{ long }}' then {{ of_long }} else 1 end
    end
{%- endmacro %}
