{#- A UTC instant as the clock on the wall in `reporting_timezone` shows it. -#}
{% macro local_time(instant) -%}
    {%- if var('reporting_timezone') | upper == 'UTC' -%}
        {{ instant }}
    {%- else -%}
        {{ adapter.dispatch('convert_time_zone', 'customer_success')(instant, 'UTC', var('reporting_timezone')) }}
    {%- endif -%}
{%- endmacro %}


{#- The UTC instant at which the wall clock of `reporting_timezone` shows a local time: the first of the two
    where the clock is set back over it, so that a day begins once. -#}
{% macro instant_of_local(local) -%}
    {%- set local_instant = 'cast(' ~ local ~ ' as ' ~ customer_success.type_of('instant') ~ ')' -%}
    {%- if var('reporting_timezone') | upper == 'UTC' -%}
        {{ local_instant }}
    {%- else -%}
        {{ adapter.dispatch('first_instant_of_local', 'customer_success')(local_instant, var('reporting_timezone')) }}
    {%- endif -%}
{%- endmacro %}


{#- The local day that an instant lies in. -#}
{% macro local_date(instant) -%}
    cast({{ customer_success.local_time(instant) }} as date)
{%- endmacro %}


{#- The local day just before an instant: that of a period's last moment, where the instant is its end. -#}
{% macro local_date_before(instant) -%}
    {{ customer_success.local_date(adapter.dispatch('moment_before', 'customer_success')(instant)) }}
{%- endmacro %}


{% macro default__convert_time_zone(instant, from_zone, to_zone) -%}
    convert_timezone('{{ from_zone }}', '{{ to_zone }}', {{ instant }})
{%- endmacro %}

{% macro duckdb__convert_time_zone(instant, from_zone, to_zone) -%}
    (({{ instant }} at time zone '{{ from_zone }}') at time zone '{{ to_zone }}')
{%- endmacro %}

{% macro postgres__convert_time_zone(instant, from_zone, to_zone) -%}
    (({{ instant }} at time zone '{{ from_zone }}') at time zone '{{ to_zone }}')
{%- endmacro %}

{% macro bigquery__convert_time_zone(instant, from_zone, to_zone) -%}
    datetime(timestamp({{ instant }}, '{{ from_zone }}'), '{{ to_zone }}')
{%- endmacro %}

{#- Sessions are in UTC, as every instant. -#}
{% macro spark__convert_time_zone(instant, from_zone, to_zone) -%}
    from_utc_timestamp(to_utc_timestamp({{ instant }}, '{{ from_zone }}'), '{{ to_zone }}')
{%- endmacro %}

{% macro default__moment_before(instant) -%}
    ({{ dbt.dateadd('microsecond', -1, instant) }})
{%- endmacro %}

{% macro duckdb__moment_before(instant) -%}
    ({{ instant }} - interval '1 microsecond')
{%- endmacro %}

{% macro spark__moment_before(instant) -%}
    ({{ instant }} - interval '1 microsecond')
{%- endmacro %}

{#- Warehouses take the second of two; the offset that held a day before gives the first, where there is one. -#}
{% macro default__first_instant_of_local(local_instant, zone) -%}
    {%- set second = adapter.dispatch('convert_time_zone', 'customer_success')(local_instant, zone, 'UTC') -%}
    {%- set day_before = customer_success.add_days(second, -1) -%}
    {%- set offset_before = dbt.datediff(day_before, customer_success.local_time(day_before), 'second') -%}
    {%- set first = customer_success.add_seconds(local_instant, '-(' ~ offset_before ~ ')') -%}
    case when {{ customer_success.local_time(first) }} = {{ local_instant }} then {{ first }} else {{ second }} end
{%- endmacro %}

{#- Spark takes the first of two. -#}
{% macro spark__first_instant_of_local(local_instant, zone) -%}
    to_utc_timestamp({{ local_instant }}, '{{ zone }}')
{%- endmacro %}
