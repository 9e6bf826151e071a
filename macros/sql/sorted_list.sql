{#- The texts of a group, in their order, with commas between (aggregate); null where it has none. -#}
{% macro sorted_list(text) -%}
    {{ return(adapter.dispatch('sorted_list', 'customer_success')(text)) }}
{%- endmacro %}

{% macro default__sorted_list(text) -%}
    {{ dbt.listagg(text, "', '", 'order by ' ~ text) }}
{%- endmacro %}

{% macro spark__sorted_list(text) -%}
    nullif(array_join(array_sort(collect_list({{ text }})), ', '), '')
{%- endmacro %}
