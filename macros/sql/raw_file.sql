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
    {% set path = var('raw_path') ~ '/' ~ schema ~ '/' ~ table %}
    {% set found = [] %}
    {% for pattern in [path ~ '.csv', path ~ '.parquet', path ~ '/*.parquet'] %}
        {% if run_query("select 1 from glob(" ~ dbt.string_literal(dbt.escape_single_quotes(pattern)) ~ ") limit 1").rows %}
            {% do found.append(pattern) %}
        {% endif %}
    {% endfor %}
    {% if found | length > 1 %}
        {{ exceptions.raise_compiler_error(
            schema ~ "." ~ table ~ ": expected one file or one folder of Parquet files, found "
            ~ found | join(' and ') ~ ". Remove one of them."
        ) }}
    {% elif not found %}
        {% do return(none) %}
    {% endif %}
    {% set literal = dbt.string_literal(dbt.escape_single_quotes(found[0])) %}
    {% if found[0].endswith('.csv') %}
        {% do return("read_csv(" ~ literal ~ ", header = true, all_varchar = true)") %}
    {% endif %}
    {% do return("read_parquet(" ~ literal ~ ", union_by_name = true)") %}
{% endmacro %}
