{#- The variable `as_of` as a literal instant in UTC, or none where it is empty; a date is its local midnight. -#}
{% macro as_of_instant() %}
    {% set given = var('as_of') | string | trim %}
    {% if not given or given == 'None' %}
        {% do return(none) %}
    {% endif %}
    {% set clock_time = '([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?' %}
    {% set parts = modules.re.match('^(\d{4})-(0[1-9]|1[0-2])-(\d\d)([T ]' ~ clock_time ~ ')?$', given) %}
    {% if not parts or not is_day(parts.group(1) | int, parts.group(2) | int, parts.group(3) | int) %}
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


{#- Whether a month has such a day: counting on from its first day stays inside it. -#}
{% macro is_day(year, month, day) %}
    {% if year < 1 or day < 1 %}
        {% do return(false) %}
    {% endif %}
    {% set counted = modules.datetime.datetime(year, month, 1) + modules.datetime.timedelta(days=day - 1) %}
    {% do return(counted.month == month) %}
{% endmacro %}


{#- The latest instant that this build believes: when it started. Rows ahead of it are bad, not future. -#}
{% macro clock() -%}
    cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}' as {{ type_of('instant') }})
{%- endmacro %}
