{#- dbt asks this macro for the columns that a contract expects. -#}
{% macro bigquery__get_empty_schema_sql(columns) -%}
    {{ default__get_empty_schema_sql(customer_success.columns_in_types_of_warehouse(columns)) }}
{%- endmacro %}


{#- dbt asks this macro for the columns of a table with a contract. No model has a constraint. -#}
{% macro bigquery__get_table_columns_and_constraints() -%}
    ({{ adapter.render_raw_columns_constraints(raw_columns=customer_success.columns_in_types_of_warehouse(model['columns'])) | join(', ') }})
{%- endmacro %}


{#- dbt asks this macro for the rows of a seed, which is loaded as a file. -#}
{% macro bigquery__load_csv_rows(model, agate_table) -%}
    {%- set names = {'varchar': 'string', 'double': 'float64'} -%}
    {%- set column_types = {} -%}
    {%- for name, data_type in model.config.column_types.items() -%}
        {%- do column_types.update({name: names.get(data_type, data_type)}) -%}
    {%- endfor -%}
    {{ dbt.bigquery__load_csv_rows(dict(model, config=dict(model.config, column_types=column_types)), agate_table) }}
{%- endmacro %}


{#- dbt asks this macro how a table is added to. BigQuery has `merge`, which without a key appends. -#}
{% macro dbt_bigquery_validate_get_incremental_strategy(config) -%}
    {% do return('merge') %}
{%- endmacro %}
