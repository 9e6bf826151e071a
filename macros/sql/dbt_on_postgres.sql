{#- Raises where dbt would ask its own macros before those of this file, as it does for a package until the project that
    installs it says otherwise. -#}
{% macro check_dispatch() -%}
    {{ return(adapter.dispatch('check_dispatch', 'customer_success')()) }}
{%- endmacro %}

{% macro default__check_dispatch() %}
{% endmacro %}

{% macro postgres__check_dispatch() %}
    {% set asked = adapter.dispatch('get_unit_test_sql', 'dbt').macro.package_name %}
    {% if asked.startswith('dbt') %}
        {{ exceptions.raise_compiler_error(
            "dispatch: expected customer_success before dbt, found its macros for PostgreSQL left aside. Write into"
            ~ " dbt_project.yml: dispatch: [{macro_namespace: dbt, search_order: [" ~ project_name
            ~ ", customer_success, dbt]}]."
        ) }}
    {% endif %}
{% endmacro %}


{#- The columns of a contract with the warehouse's names of their types. -#}
{% macro columns_in_types_of_warehouse(columns) %}
    {% set names = {'double': 'double', 'decimal(38, 6)': 'number', 'timestamp': 'instant', 'string': 'text'} %}
    {% set translated = {} %}
    {% for name, column in columns.items() %}
        {% set data_type = customer_success.type_of(names[column.data_type]) if column.data_type in names else column.data_type %}
        {% do translated.update({name: dict(column, data_type=data_type)}) %}
    {% endfor %}
    {% do return(translated) %}
{% endmacro %}


{#- dbt asks this macro for the columns that a contract expects. -#}
{% macro postgres__get_empty_schema_sql(columns) -%}
    {{ default__get_empty_schema_sql(customer_success.columns_in_types_of_warehouse(columns)) }}
{%- endmacro %}


{#- dbt asks this macro for the columns of a table with a contract. No model has a constraint. -#}
{% macro postgres__get_table_columns_and_constraints() -%}
    ({{ adapter.render_raw_columns_constraints(raw_columns=customer_success.columns_in_types_of_warehouse(model['columns'])) | join(', ') }})
{%- endmacro %}


{#- dbt asks this macro for the table of a seed. -#}
{% macro postgres__create_csv_table(model, agate_table) -%}
    {%- set names = {'double': customer_success.type_of('double'), 'string': customer_success.type_of('text')} -%}
    {%- set column_types = {} -%}
    {%- for name, data_type in model.config.column_types.items() -%}
        {%- do column_types.update({name: names.get(data_type, data_type)}) -%}
    {%- endfor -%}
    {%- do return(default__create_csv_table(dict(model, config=dict(model.config, column_types=column_types)), agate_table)) -%}
{%- endmacro %}


{#- dbt asks this macro for the rows of a unit test, which it compares as texts. Decimals without trailing zeros: a sum
    of decimals has as many places as its terms, an expected number as many as are written. -#}
{% macro postgres__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
    {%- set columns = expected_column_names | map('replace', '"', '') | list -%}
    {%- set selected = [] -%}
    {%- for column in adapter.get_column_schema_from_query(get_empty_subquery_sql(main_sql)) if column.name in columns -%}
        {%- set name = adapter.quote(column.name) -%}
        {%- do selected.append('trim_scale(' ~ name ~ ') as ' ~ name if column.dtype == 'DECIMAL' else name) -%}
    {%- endfor -%}
select {{ selected | join(', ') }}, actual_or_expected
from (
    {{ default__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) }}
) as compared
{%- endmacro %}
