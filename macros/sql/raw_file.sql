{#- The scan of `<raw_path>/<schema>/<table>.csv`, `.parquet` or, for a feed that grows, of the Parquet files in the folder
    `<table>`; none where there is none. -#}
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
    {% set literal = (var('raw_path') ~ '/' ~ schema ~ '/' ~ table) | replace("'", "''") %}
    {% set scans = {
        literal ~ '.csv': "read_csv('" ~ literal ~ ".csv', header = true, all_varchar = true)",
        literal ~ '.parquet': "read_parquet('" ~ literal ~ ".parquet')",
        literal ~ '/*.parquet': "read_parquet('" ~ literal ~ "/*.parquet', union_by_name = true)",
    } %}
    {% set found = [] %}
    {% for pattern in scans if run_query("select 1 from glob('" ~ pattern ~ "') limit 1").rows %}
        {% do found.append(pattern) %}
    {% endfor %}
    {% if found | length > 1 %}
        {{ exceptions.raise_compiler_error(
            schema ~ "." ~ table ~ ": expected one file, or one folder of Parquet files, found "
            ~ found | join(' and ') | replace("''", "'") ~ ". Remove one of them."
        ) }}
    {% endif %}
    {% do return(scans[found[0]] if found else none) %}
{% endmacro %}
