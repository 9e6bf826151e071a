{#- A folder's schema is its plain name (`marts`), so that readers find it under one name on every target.
    In a team's own project dbt's rule holds: behind the schema of its target, apart from the team's own. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if project_name == 'customer_success' -%}
        {{ custom_schema_name or target.schema }}
    {%- else -%}
        {{ default__generate_schema_name(custom_schema_name, node) }}
    {%- endif -%}
{%- endmacro %}
