{#- Where a raw table is in the raw folder: `<schema>/<table>.csv`, `.parquet` or, for a feed that grows, the Parquet files
    of the folder `<table>`; none where it is absent. DuckDB. -#}
{% macro exported_file(schema, table) %}
    {% set path = var('raw_path') ~ '/' ~ schema ~ '/' ~ table %}
    {% set found = [] %}
    {% for file in [path ~ '.csv', path ~ '.parquet', path ~ '/*.parquet'] %}
        {% if run_query("select 1 from glob('" ~ file | replace("'", "''") ~ "') limit 1").rows %}
            {% do found.append(file) %}
        {% endif %}
    {% endfor %}
    {% if found | length > 1 %}
        {{ exceptions.raise_compiler_error(
            schema ~ "." ~ table ~ ": expected one file, or one folder of Parquet files, found "
            ~ found | join(' and ') ~ ". Remove one of them."
        ) }}
    {% endif %}
    {% do return(found[0] if found else none) %}
{% endmacro %}


{#- The scan of a raw table in the raw folder; none where it is absent. -#}
{% macro raw_file(schema, table) -%}
    {{ return(adapter.dispatch('raw_file', 'customer_success')(schema, table)) }}
{%- endmacro %}

{% macro default__raw_file(schema, table) %}
    {{ exceptions.raise_compiler_error(
        "raw_path: expected a DuckDB target, found " ~ target.type
        ~ ". Load the folder into tables and set use_sample_data to false."
    ) }}
{% endmacro %}

{% macro duckdb__raw_file(schema, table) %}
    {% set file = customer_success.exported_file(schema, table) %}
    {% if not file %}
        {% do return(none) %}
    {% elif file.endswith('.parquet') %}
        {% do return("read_parquet('" ~ file | replace("'", "''") ~ "', union_by_name = true)") %}
    {% endif %}
    {#- An error would print the line, and a line may be personal; check_raw_tables has looked for such lines. -#}
    {% do return(customer_success.csv_scan(file, 'ignore_errors = true')) %}
{% endmacro %}


{#- The scan of a CSV file. DuckDB. -#}
{% macro csv_scan(file, on_error) %}
    {% do return("read_csv('" ~ file | replace("'", "''") ~ "', header = true, all_varchar = true, " ~ on_error ~ ')') %}
{% endmacro %}


{#- The lines of a raw file that cannot be read, [line, reason], without what is in them. -#}
{% macro unreadable_lines(schema, table) -%}
    {{ return(adapter.dispatch('unreadable_lines', 'customer_success')(schema, table)) }}
{%- endmacro %}

{% macro default__unreadable_lines(schema, table) %}
    {% do return([]) %}
{% endmacro %}

{% macro duckdb__unreadable_lines(schema, table) %}
    {% set file = customer_success.exported_file(schema, table) if var('raw_path') %}
    {% if not file or not file.endswith('.csv') %}
        {% do return([]) %}
    {% endif %}
    {#- Every column is counted, for one that is not read is not decoded either. -#}
    {% do run_query('select count(columns(*)) from ' ~ customer_success.csv_scan(file, 'store_rejects = true')) %}
    {% set lines = run_query('select distinct line, lower(error_type) as reason from reject_errors order by line, reason').rows %}
    {% do run_query('drop table reject_errors') %}
    {% do run_query('drop table reject_scans') %}
    {% do return(lines) %}
{% endmacro %}
