{#- The scan of `<raw_path>/<schema>/<table>.csv` or `.parquet`; none where neither exists. -#}
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
    {% set literal = path | replace("'", "''") %}
    {% set found = run_query(
        "select file from glob('" ~ literal ~ ".csv') union all select file from glob('" ~ literal ~ ".parquet')"
    ).columns[0].values() %}
    {% if found | length > 1 %}
        {{ exceptions.raise_compiler_error(
            schema ~ "." ~ table ~ ": expected one file, found " ~ found | join(' and ') ~ ". Remove one of them."
        ) }}
    {% elif not found %}
        {% do return(none) %}
    {% elif found[0].endswith('.parquet') %}
        {% do return("read_parquet('" ~ found[0] | replace("'", "''") ~ "')") %}
    {% endif %}
    {% do return("read_csv('" ~ found[0] | replace("'", "''") ~ "', header = true, all_varchar = true)") %}
{% endmacro %}
