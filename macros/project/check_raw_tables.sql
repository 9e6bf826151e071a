{#- Stops the build with one sentence before anything is built: an empty raw folder, a missing required table, a
    missing grant, a line that is no row, a header that is none, a missing required column, a column of another type.
    The sample is not checked: it is loaded in the same build. No sentence quotes a row, for it may be personal. -#}
{% macro check_raw_tables() %}
    {% if execute and flags.WHICH in ['build', 'run'] and (var('raw_path') or not var('use_sample_data')) %}
        {% for declared in graph.sources.values() if declared.package_name == 'customer_success' %}
            {% do check_raw_table(declared.source_name, declared.name) %}
        {% endfor %}
    {% endif %}
{% endmacro %}


{#- The same for one raw table. -#}
{% macro check_raw_table(schema, table) %}
    {% set name = schema ~ '.' ~ table %}
    {% set location = handed_over_location(schema, table) %}
    {% if not location and schema == 'planning' %}
        {% do log(name ~ ' is absent: that of seeds/planning is taken.', info=true) %}
        {% do return('') %}
    {% elif not location %}
        {% do check_absence(schema, table) %}
        {% do log(name ~ ' is absent: switched off.', info=true) %}
        {% do return('') %}
    {% endif %}
    {% do check_grant(name, location) %}
    {% do check_raw_lines(schema, table) %}
    {% set present = raw_columns(schema, table, location) %}
    {% set contract = raw_table_contract(schema, table) %}
    {% if not contract.columns | select('in', present) | list %}
        {{ exceptions.raise_compiler_error(
            name ~ ": expected a header that names columns such as " ~ contract.columns.keys() | join(', ')
            ~ ", found none of them in the first line. Add the header."
        ) }}
    {% endif %}
    {% do check_policy_columns(name, present) %}
    {% for column in contract.columns.values() %}
        {% if column.name in present %}
            {% do check_raw_column(name, column, present[column.name]) %}
        {% elif column.config.meta.required %}
            {{ exceptions.raise_compiler_error(
                name ~ "." ~ column.name ~ ": expected a column of " ~ described_type(column.data_type)
                ~ ", found only " ~ present.values() | map(attribute='name') | join(', ') ~ ". Add the column."
            ) }}
        {% endif %}
    {% endfor %}
{% endmacro %}


{#- A raw table that is absent is not the one that every metric needs. -#}
{% macro check_absence(schema, table) %}
    {% if [schema, table] == ['billing', 'customers'] %}
        {{ exceptions.raise_compiler_error(
            "billing.customers: expected "
            ~ (var('raw_path') ~ '/billing/customers.csv or .parquet' if var('raw_path') else source(schema, table))
            ~ ", found nothing. Every metric needs it; check raw_path, or raw_database, raw_schemas and raw_tables."
        ) }}
    {% endif %}
{% endmacro %}


{#- A raw table that is there may be read. -#}
{% macro check_grant(name, location) %}
    {% if not may_select_from(location) %}
        {{ exceptions.raise_compiler_error(
            name ~ ": expected a grant to select from " ~ location ~ ", found none. Grant the user who builds usage of"
            ~ " its schema and select on the table."
        ) }}
    {% endif %}
{% endmacro %}


{#- Every line of a raw file can be read as a row. -#}
{% macro check_raw_lines(schema, table) %}
    {% set lines = unreadable_lines(schema, table) %}
    {% if lines %}
        {{ exceptions.raise_compiler_error(
            schema ~ "." ~ table ~ ": expected lines of text in UTF-8 with as many columns as the header, found "
            ~ lines | length ~ " that cannot be read, the first of them line " ~ lines[0][0] ~ " (" ~ lines[0][1]
            ~ "). Correct the file; a value with a comma or a quotation mark in it stands in quotation marks."
        ) }}
    {% endif %}
{% endmacro %}


{#- A typed column can be read as its type of the contract. Text is read value by value, and what cannot be is set
    aside with its row. -#}
{% macro check_raw_column(name, column, found) %}
    {% if not is_readable_column(column, found) %}
        {{ exceptions.raise_compiler_error(
            name ~ "." ~ column.name ~ ": expected " ~ described_type(column.data_type)
            ~ ", found a column of type " ~ found.type ~ ". Cast it before handing it over."
        ) }}
    {% endif %}
{% endmacro %}


{#- Whether a column that came can be read as the contract says: everything as text, text as everything. -#}
{% macro is_readable_column(column, found) %}
    {% do return(
        column.data_type == 'text' or found.is_text or is_readable_type(column.data_type, found.type)
    ) %}
{% endmacro %}


{#- A type of the contract in words. -#}
{% macro described_type(data_type) %}
    {% do return({
        'text': 'text',
        'instant': "an instant such as '2025-03-01 12:00:00'",
        'date': "a date such as '2025-03-01'",
        'number': 'a number',
        'rate': 'a number',
        'double': 'a number',
        'integer': 'a whole number',
        'boolean': 'true or false',
    }[data_type]) %}
{% endmacro %}


{#- Whether a typed column can be read as a type of the contract: numbers as numbers, times as times. -#}
{% macro is_readable_type(data_type, found) %}
    {% set kinds = {
        'instant': ['timestamp', 'date'],
        'date': ['date', 'timestamp'],
        'number': ['decimal', 'numeric', 'int', 'double', 'float', 'real'],
        'rate': ['decimal', 'numeric', 'int', 'double', 'float', 'real'],
        'double': ['decimal', 'numeric', 'int', 'double', 'float', 'real'],
        'integer': ['int', 'decimal', 'numeric'],
        'boolean': ['bool'],
    } %}
    {% for kind in kinds[data_type] if kind in found | lower %}
        {% do return(true) %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}
