{#- A UTC instant as the clock on the wall in `reporting_timezone` shows it. -#}
{% macro local_time(instant) -%}
    {%- if var('reporting_timezone') | upper == 'UTC' -%}
        {{ instant }}
    {%- else -%}
        {{ adapter.dispatch('convert_time_zone', 'customer_success')(instant, 'UTC', var('reporting_timezone')) }}
    {%- endif -%}
{%- endmacro %}


{#- The UTC instant at which the wall clock of `reporting_timezone` shows a local time. -#}
{% macro instant_of_local(local) -%}
    {%- if var('reporting_timezone') | upper == 'UTC' -%}
        cast({{ local }} as {{ customer_success.type_of('instant') }})
    {%- else -%}
        {{ adapter.dispatch('convert_time_zone', 'customer_success')(
            'cast(' ~ local ~ ' as ' ~ customer_success.type_of('instant') ~ ')', var('reporting_timezone'), 'UTC'
        ) }}
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
    ({{ instant }} at time zone '{{ from_zone }}') at time zone '{{ to_zone }}'
{%- endmacro %}

{% macro postgres__convert_time_zone(instant, from_zone, to_zone) -%}
    ({{ instant }} at time zone '{{ from_zone }}') at time zone '{{ to_zone }}'
{%- endmacro %}

{% macro default__moment_before(instant) -%}
    {{ dbt.dateadd('microsecond', -1, instant) }}
{%- endmacro %}

{% macro duckdb__moment_before(instant) -%}
    ({{ instant }} - interval '1 microsecond')
{%- endmacro %}
