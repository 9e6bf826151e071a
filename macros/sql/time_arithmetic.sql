{#- A date or instant moved by whole months (negative: back); a day that the month lacks becomes its last. -#}
{% macro add_months(moment, months) -%}
    {{ return(adapter.dispatch('add_months', 'customer_success')(moment, months)) }}
{%- endmacro %}

{% macro default__add_months(moment, months) -%}
    ({{ dbt.dateadd('month', months, moment) }})
{%- endmacro %}

{% macro duckdb__add_months(moment, months) -%}
    ({{ moment }} + to_months({{ months }}))
{%- endmacro %}

{% macro spark__add_months(moment, months) -%}
    ({{ moment }} + make_ym_interval(0, {{ months }}))
{%- endmacro %}

{#- dbt's moves every date to an instant. -#}
{% macro bigquery__add_months(moment, months) -%}
    date_add({{ moment }}, interval ({{ months }}) month)
{%- endmacro %}


{#- A date or instant moved by whole days. -#}
{% macro add_days(moment, days) -%}
    {{ return(adapter.dispatch('add_days', 'customer_success')(moment, days)) }}
{%- endmacro %}

{% macro default__add_days(moment, days) -%}
    ({{ dbt.dateadd('day', days, moment) }})
{%- endmacro %}

{% macro duckdb__add_days(moment, days) -%}
    ({{ moment }} + to_days({{ days }}))
{%- endmacro %}

{% macro spark__add_days(moment, days) -%}
    ({{ moment }} + make_dt_interval({{ days }}))
{%- endmacro %}

{% macro bigquery__add_days(moment, days) -%}
    date_add({{ moment }}, interval ({{ days }}) day)
{%- endmacro %}


{#- An instant moved by whole seconds. -#}
{% macro add_seconds(moment, seconds) -%}
    {{ return(adapter.dispatch('add_seconds', 'customer_success')(moment, seconds)) }}
{%- endmacro %}

{% macro default__add_seconds(moment, seconds) -%}
    ({{ dbt.dateadd('second', seconds, moment) }})
{%- endmacro %}

{% macro duckdb__add_seconds(moment, seconds) -%}
    ({{ moment }} + to_seconds({{ seconds }}))
{%- endmacro %}

{% macro spark__add_seconds(moment, seconds) -%}
    ({{ moment }} + make_dt_interval(0, 0, 0, {{ seconds }}))
{%- endmacro %}

{% macro bigquery__add_seconds(moment, seconds) -%}
    datetime_add({{ moment }}, interval ({{ seconds }}) second)
{%- endmacro %}


{#- Seconds from one instant to another, with their fraction, as a double. -#}
{% macro seconds_between(earlier, later) -%}
    {{ return(adapter.dispatch('seconds_between', 'customer_success')(earlier, later)) }}
{%- endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    ({{ dbt.datediff(earlier, later, 'microsecond') }} / cast(1000000 as {{ customer_success.type_of('double') }}))
{%- endmacro %}

{% macro duckdb__seconds_between(earlier, later) -%}
    (date_diff('microsecond', {{ earlier }}, {{ later }}) / 1000000.0)
{%- endmacro %}

{% macro postgres__seconds_between(earlier, later) -%}
    cast(extract(epoch from cast({{ later }} as timestamp) - cast({{ earlier }} as timestamp)) as double precision)
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    ((unix_micros(cast({{ later }} as timestamp)) - unix_micros(cast({{ earlier }} as timestamp))) / 1000000)
{%- endmacro %}


{#- Monday of the ISO week of a date. -#}
{% macro iso_week_start(day) -%}
    {{ return(adapter.dispatch('iso_week_start', 'customer_success')(day)) }}
{%- endmacro %}

{% macro default__iso_week_start(day) -%}
    cast({{ dbt.date_trunc('week', day) }} as date)
{%- endmacro %}

{% macro bigquery__iso_week_start(day) -%}
    date_trunc({{ day }}, isoweek)
{%- endmacro %}


{#- Days from one date to another. -#}
{% macro days_between(earlier, later) -%}
    {{ return(adapter.dispatch('days_between', 'customer_success')(earlier, later)) }}
{%- endmacro %}

{% macro default__days_between(earlier, later) -%}
    cast({{ dbt.datediff(earlier, later, 'day') }} as {{ customer_success.type_of('integer') }})
{%- endmacro %}

{% macro spark__days_between(earlier, later) -%}
    datediff({{ later }}, {{ earlier }})
{%- endmacro %}


{#- Calendar months from one date's month to another's, whatever their days. -#}
{% macro months_between(earlier, later) -%}
    {{ return(adapter.dispatch('months_between', 'customer_success')(earlier, later)) }}
{%- endmacro %}

{% macro default__months_between(earlier, later) -%}
    cast({{ dbt.datediff(earlier, later, 'month') }} as {{ customer_success.type_of('integer') }})
{%- endmacro %}

{#- dbt counts two months from the 31st of January to the last of February. -#}
{% macro spark__months_between(earlier, later) -%}
    cast(months_between(trunc({{ later }}, 'month'), trunc({{ earlier }}, 'month')) as {{ customer_success.type_of('integer') }})
{%- endmacro %}


{#- Whole days of 24 hours from one instant to another, the begun one left out. -#}
{% macro whole_days_between(earlier, later) -%}
    cast(floor({{ customer_success.safe_divide(customer_success.seconds_between(earlier, later), 86400) }})
        as {{ customer_success.type_of('integer') }})
{%- endmacro %}
