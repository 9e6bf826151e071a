{#- The variable `as_of` as a literal instant in UTC, or none where it is empty; a date is its local midnight. -#}
{% macro as_of_instant() %}
    {% set given = var('as_of') | string | trim %}
    {% if not given or given == 'None' %}
        {% do return(none) %}
    {% endif %}
    {% set clock_time = '([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?' %}
    {% if not is_day(given[:10]) or not modules.re.match('^([T ]' ~ clock_time ~ ')?$', given[10:]) %}
        {% do refuse_setting('as_of', "a date such as '2025-03-01' or an instant such as '2025-03-01T12:00:00Z'") %}
    {% endif %}
    {% if given | length == 10 %}
        {% do return(instant_of_local("cast('" ~ given ~ "' as date)")) %}
    {% endif %}
    {% set moment = modules.datetime.datetime.fromisoformat(given | replace('Z', '+00:00')) %}
    {% if moment.tzinfo %}
        {% set moment = (moment - moment.utcoffset()).replace(tzinfo=none) %}
    {% endif %}
    {% do return("cast('" ~ moment.isoformat(' ') ~ "' as " ~ type_of('instant') ~ ")") %}
{% endmacro %}


{#- Whether a text is a day that there is, written as 2025-03-01: counting on from its month's first day stays in it. -#}
{% macro is_day(text) %}
    {% set parts = modules.re.match('^(\d{4})-(0[1-9]|1[0-2])-(\d\d)$', text) %}
    {% if not parts or parts.group(1) == '0000' or parts.group(3) == '00' %}
        {% do return(false) %}
    {% endif %}
    {% set month = parts.group(2) | int %}
    {% set counted = modules.datetime.datetime(parts.group(1) | int, month, 1)
        + modules.datetime.timedelta(days=(parts.group(3) | int) - 1) %}
    {% do return(counted.month == month) %}
{% endmacro %}


{#- The latest instant that this build believes: when it started. Rows ahead of it are bad, not future. -#}
{% macro clock() -%}
    cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as {{ type_of('instant') }})
{%- endmacro %}
