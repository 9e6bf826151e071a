{#- Whether the user who builds may select from a raw table that is there. Most warehouses show it only to who may. -#}
{% macro may_select_from(location) -%}
    {{ return(adapter.dispatch('may_select_from', 'customer_success')(location)) }}
{%- endmacro %}

{% macro default__may_select_from(location) %}
    {% do return(true) %}
{% endmacro %}

{#- Asked of the table, the server would refuse to look into a schema that the user may not use. -#}
{% macro postgres__may_select_from(location) %}
    {% set allowed = run_query(
        "select case when has_schema_privilege('" ~ location.schema ~ "', 'usage')"
        ~ " then has_any_column_privilege('" ~ location.include(database=false) ~ "', 'select') else false end"
    ) %}
    {% do return(allowed.columns[0].values()[0]) %}
{% endmacro %}
