{#- A statement that deletes the rows of a table that a condition holds for, as a post-hook. -#}
{% macro delete_rows(relation, condition) -%}
    {{ return(adapter.dispatch('delete_rows', 'customer_success')(relation, condition)) }}
{%- endmacro %}

{% macro default__delete_rows(relation, condition) -%}
    delete from {{ relation }} where {{ condition }}
{%- endmacro %}

{#- Files of Parquet are never changed: where there are such rows, the others take the place of the table. -#}
{% macro spark__delete_rows(relation, condition) -%}
    {%- if config.get('file_format') == 'iceberg' -%}
        {{ customer_success.default__delete_rows(relation, condition) }}
    {%- elif execute and run_query('select 1 from ' ~ relation ~ ' where ' ~ condition ~ ' limit 1').rows -%}
        {{ customer_success.replacement(
            relation, 'select * from ' ~ relation ~ ' where not coalesce(' ~ condition ~ ', false)'
        ) }}
    {%- endif -%}
{%- endmacro %}
