{#- A folder's schema is its plain name (`marts`), so that readers find it under one name on every target.
    As a package the consumer's own rule applies instead. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
