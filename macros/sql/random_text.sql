{#- A random text that nobody guesses, another one for each query, made by the warehouse. -#}
{% macro random_text() -%}
    {{ return(adapter.dispatch('random_text', 'customer_success')()) }}
{%- endmacro %}

{% macro default__random_text() -%}
    cast(gen_random_uuid() as {{ customer_success.type_of('text') }})
{%- endmacro %}

{% macro spark__random_text() -%}
    uuid()
{%- endmacro %}

{% macro snowflake__random_text() -%}
    uuid_string()
{%- endmacro %}

{% macro bigquery__random_text() -%}
    generate_uuid()
{%- endmacro %}
