{#- A short hash of a text: equal for equal texts, and seldom for others. -#}
{% macro hash_number(text) -%}
    {{ return(adapter.dispatch('hash_number', 'customer_success')(text)) }}
{%- endmacro %}

{% macro default__hash_number(text) -%}
    {{ dbt.hash(text) }}
{%- endmacro %}

{% macro duckdb__hash_number(text) -%}
    hash({{ text }})
{%- endmacro %}

{% macro postgres__hash_number(text) -%}
    hashtextextended({{ text }}, 0)
{%- endmacro %}

{% macro spark__hash_number(text) -%}
    xxhash64({{ text }})
{%- endmacro %}

{% macro snowflake__hash_number(text) -%}
    hash({{ text }})
{%- endmacro %}
