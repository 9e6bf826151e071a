{#- Makes a new DuckDB file a database of this connection, under a name. -#}
{% macro attach_file(file, name) -%}
    {{ return(adapter.dispatch('attach_file', 'customer_success')(file, name)) }}
{%- endmacro %}

{% macro default__attach_file(file, name) %}
    {{ exceptions.raise_compiler_error(
        "make validate: expected a DuckDB target, found " ~ target.type
        ~ ". Export the raw tables and name the folder by RAW_PATH."
    ) }}
{% endmacro %}

{% macro duckdb__attach_file(file, name) %}
    {% do return("attach '" ~ file | replace("'", "''") ~ "' as " ~ name) %}
{% endmacro %}
