{#- Stops the build with one sentence when a variable is out of its domain, or the project that installs this one lacks a
    setting. Runs before anything is built. -#}
{% macro check_settings() %}
    {% if execute %}
        {% do check_dispatch() %}
        {% do check_choice('customer_model', ['subscription', 'transaction']) %}
        {% do check_choice('use_sample_data', [true, false]) %}
        {% do check_number('fiscal_year_start_month', 1, 12, whole=true) %}
        {% do check_number('activity_window_days', 1, 3660, whole=true) %}
        {% do check_number('expansion_threshold', 0, none) %}
        {% do check_number('usage_expansion_threshold', 0, none) %}
        {% do check_number('cac_lag_months', 0, 24, whole=true) %}
        {% do check_number('clv_discount_rate', 0, 1) %}
        {% do check_number('lifetime_cap_years', 0, none, above=true) %}
        {% do check_number('payment_due_days', 0, 365, whole=true) %}
        {% do check_number('minimum_sample_size', 1, none, whole=true) %}
        {% do check_number('fx_max_age_days', 0, none, whole=true) %}
        {% do check_texts('value_event_names', 'report_created') %}
        {% do check_texts('reader_roles', 'readers') %}
        {% do check_published_schema() %}
        {% do check_time_zone() %}
        {% do check_number_by_raw_table('quarantine_threshold', 0, 1) %}
        {% do check_number('future_tolerance_minutes', 0, none, whole=true) %}
        {% do check_day('earliest_valid_date', required=true) %}
        {% do check_number('close_after_days', 0, none, whole=true) %}
        {% do check_choice('reported_figures', ['restated', 'closed']) %}
        {% do check_number('volume_minimum_rows', 1, none, whole=true) %}
        {% do check_number('volume_minimum_change', 0, 1, above=true) %}
        {% do check_number('alert_minimum_history', 16, none, whole=true) %}
        {% do check_number('alert_minimum_change', 0, none) %}
        {% do check_number('alert_quarantine_share', 0, 1) %}
        {% do check_number_by_raw_table('alert_stale_after_days', 0, none, above=true) %}
        {% do check_currency() %}
        {% do as_of_instant() %}
        {% do check_policies() %}
    {% endif %}
{% endmacro %}


{#- Raises the sentence of a wrong variable. -#}
{% macro refuse_setting(name, expected) %}
    {{ exceptions.raise_compiler_error(
        "variable " ~ name ~ ": expected " ~ expected ~ ", found '" ~ var(name) ~ "'."
    ) }}
{% endmacro %}


{#- The variable is one of the given values. -#}
{% macro check_choice(name, allowed) %}
    {% if var(name) not in allowed %}
        {% do refuse_setting(name, 'one of ' ~ allowed | join(', ')) %}
    {% endif %}
{% endmacro %}


{#- The variable is a number from `least` to `most` (none: no bound; above: `least` itself is out). -#}
{% macro check_number(name, least, most, whole=false, above=false) %}
    {% if not is_number_between(var(name), least, most, whole, above) %}
        {% do refuse_setting(name, number_in_words(least, most, whole, above)) %}
    {% endif %}
{% endmacro %}


{#- The variable is such a number for all raw tables, or one for each of `default` and single raw tables. -#}
{% macro check_number_by_raw_table(name, least, most, above=false) %}
    {% set given = var(name) %}
    {% set names = ['default'] %}
    {% for schema, table in raw_tables() %}{% do names.append(schema ~ '.' ~ table) %}{% endfor %}
    {% for raw_table, value in (given if given is mapping else {'default': given}).items() %}
        {% if raw_table not in names or not is_number_between(value, least, most, false, above) %}
            {% do refuse_setting(name, number_in_words(least, most, false, above)
                ~ ", or one for each of default and raw tables such as survey.responses") %}
        {% endif %}
    {% endfor %}
{% endmacro %}


{#- Whether a value is a number within bounds: none is no bound, `above` leaves `least` itself out. -#}
{% macro is_number_between(value, least, most, whole, above) %}
    {% do return(
        value is number and value is not boolean and value == value
        and (value > least if above else value >= least)
        and (most is none or value <= most)
        and (not whole or value == value | int)
    ) %}
{% endmacro %}


{#- The bounds in words. -#}
{% macro number_in_words(least, most, whole, above) -%}
    a {{ 'whole ' if whole }}number {{ 'above' if above else 'of at least' }} {{ least }}
    {%- if most is not none %} and at most {{ most }}{% endif %}
{%- endmacro %}


{#- The variable is a list of texts, none of them blank. -#}
{% macro check_texts(name, example) %}
    {% set value = var(name) %}
    {% set is_list = value is sequence and value is not string and value is not mapping %}
    {% if not is_list or value | reject('string') | list or '' in value | map('trim') %}
        {% do refuse_setting(name, "a list of texts, such as ['" ~ example ~ "'], or []") %}
    {% endif %}
{% endmacro %}


{#- The time zone has a name that the zone database knows. -#}
{% macro check_time_zone() %}
    {% if var('reporting_timezone') not in modules.pytz.all_timezones_set %}
        {% do refuse_setting('reporting_timezone', "the name of a time zone, such as 'UTC' or 'Europe/Berlin'") %}
    {% endif %}
{% endmacro %}


{#- The schema is empty or a name of its own, of which no table is built or read, for it is replaced as a whole. The name
    is short enough for those that are made of it. -#}
{% macro check_published_schema() %}
    {% set given = var('published_schema') | string %}
    {% set used = (graph.nodes.values() | list + graph.sources.values() | list) | map(attribute='schema') | list %}
    {% if given and (given in used or not modules.re.match('^[a-z_][a-z0-9_]{0,49}$', given)) %}
        {% do refuse_setting('published_schema', "'' or a schema of its own, of at most 50 small letters, digits and _,"
            ~ " such as 'published'") %}
    {% endif %}
{% endmacro %}


{#- The currency is a code of three capital letters. -#}
{% macro check_currency() %}
    {% if not modules.re.match('^[A-Z]{3}$', var('reporting_currency') | string) %}
        {% do refuse_setting('reporting_currency', "a currency code of three capital letters, such as 'USD'") %}
    {% endif %}
{% endmacro %}


{#- The variable is a day, or empty where none is required. -#}
{% macro check_day(name, required=false) %}
    {% set given = var(name) | string | trim %}
    {% if (given or required) and not is_day(given) %}
        {% do refuse_setting(name, "a date such as '2025-01-31'") %}
    {% endif %}
{% endmacro %}
