{#- dbt asks this macro whether a strategy can be used on files of a format. Of itself it knows none that replaces the
    rows of a key in Parquet files; the macro below does. -#}
{% macro dbt_spark_validate_get_incremental_strategy(raw_strategy, file_format) %}
    {% do return(raw_strategy) %}
{% endmacro %}


{#- dbt asks this macro for the statement that brings new rows, those of the view `source`, into a table. What goes
    before it is executed here. -#}
{% macro dbt_spark_get_incremental_sql(strategy, source, target, existing, unique_key, incremental_predicates) -%}
    {%- set columns = adapter.get_columns_in_relation(target) | map(attribute='quoted') | list -%}
    {%- if strategy == 'append' -%}
        insert into {{ target }} select {{ columns | join(', ') }} from {{ source }}
    {%- else -%}
        {%- set parts = [unique_key] if unique_key is string else unique_key -%}
        {%- set keys, same_key = [], [] -%}
        {%- for part in parts -%}
            {%- do keys.append(part ~ ' as key_' ~ loop.index) -%}
            {%- do same_key.append(part ~ ' = key_' ~ loop.index) -%}
        {%- endfor -%}
        {%- if config.get('file_format') == 'iceberg' -%}
            {{ customer_success.merge_rows(target, source, columns, keys | join(', '), same_key | join(' and ')) }}
        {%- else -%}
            {{ customer_success.overwrite_rows(target, source, columns | join(', '), keys | join(', '), same_key | join(' and ')) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- Files of Parquet are never changed: the rows that stay and the new ones take the place of the table. -#}
{% macro overwrite_rows(target, source, columns, keys, same_key) -%}
    {%- set rows -%}
        select {{ columns }} from {{ target }}
        left anti join (select {{ keys }} from {{ source }}) as arrived on {{ same_key }}
        union all
        select {{ columns }} from {{ source }}
    {%- endset -%}
    {{ customer_success.replacement(target, rows) }}
{%- endmacro %}


{#- One statement deletes the old rows of the keys and inserts the new rows, which may have been read from the table and
    are therefore kept before. -#}
{% macro merge_rows(target, source, columns, keys, same_key) -%}
    {%- set arrived = target.incorporate(path={'identifier': target.identifier ~ '__arrived'}) -%}
    {%- set missing, arriving, values = [], [], [] -%}
    {%- for column in columns -%}
        {%- do values.append('new_' ~ loop.index) -%}
        {%- do missing.append('null as ' ~ values[-1]) -%}
        {%- do arriving.append(column ~ ' as ' ~ values[-1]) -%}
    {%- endfor -%}
    {%- call statement('drop') -%} drop table if exists {{ arrived }} {%- endcall -%}
    {%- call statement('keep') -%} create table {{ arrived }} using iceberg as select * from {{ source }} {%- endcall -%}
    merge into {{ target }}
    using (
        select distinct {{ keys }}, false as is_new, {{ missing | join(', ') }} from {{ arrived }}
        union all
        select {{ keys }}, true as is_new, {{ arriving | join(', ') }} from {{ arrived }}
    ) as arrived
        on not is_new and {{ same_key }}
    when matched then delete
    when not matched and is_new then insert ({{ columns | join(', ') }}) values ({{ values | join(', ') }})
{%- endmacro %}


{#- dbt asks this macro for the statement of a view. -#}
{% macro spark__create_view_as(relation, sql) -%}
    {% do customer_success.drop_replaced_view(relation, config.get('file_format')) %}
    {{ dbt.spark__create_view_as(relation, sql) }}
{%- endmacro %}


{#- A view that is replaced keeps its old text in the session's catalog of Iceberg 1.10, which queries then read
    (apache/iceberg#15490). -#}
{% macro drop_replaced_view(view, file_format) -%}
    {%- if file_format == 'iceberg' -%}
        {%- call statement('drop_replaced_view') -%} drop view if exists {{ view }} {%- endcall -%}
    {%- endif -%}
{%- endmacro %}


{#- Writes rows, which may be read from a table, beside it, and gives the statement that ends putting them in its place.
    A build that stops in between leaves the table under its own name or under `…__previous`, and the next puts it back. -#}
{% macro replacement(relation, rows) -%}
    {%- set incoming = relation.incorporate(path={'identifier': relation.identifier ~ '__next'}) -%}
    {%- set previous = relation.incorporate(path={'identifier': relation.identifier ~ '__previous'}) -%}
    {%- for statement_text in [
        'drop table if exists ' ~ incoming,
        'create table ' ~ incoming ~ ' using parquet as ' ~ rows,
        'drop table if exists ' ~ previous,
        'alter table ' ~ relation ~ ' rename to ' ~ previous,
        'alter table ' ~ incoming ~ ' rename to ' ~ relation,
    ] -%}
        {%- call statement('step') -%} {{ statement_text }} {%- endcall -%}
    {%- endfor -%}
    drop table {{ previous }}
{%- endmacro %}


{#- Gives tables their names again that a build left under others when it was cut off: what they keep of earlier builds
    would be lost. -#}
{% macro put_back_interrupted_tables() -%}
    {%- if execute and flags.WHICH in ['build', 'run'] -%}
        {% do adapter.dispatch('put_back_interrupted_tables', 'customer_success')() %}
    {%- endif -%}
{%- endmacro %}

{% macro default__put_back_interrupted_tables() %}
{% endmacro %}

{% macro spark__put_back_interrupted_tables() %}
    {% for node in graph.nodes.values() if node.config.materialized == 'incremental' %}
        {% set previous = adapter.get_relation(node.database, node.schema, node.alias ~ '__previous') %}
        {% if previous and not adapter.get_relation(node.database, node.schema, node.alias) %}
            {% do adapter.rename_relation(previous, previous.incorporate(path={'identifier': node.alias})) %}
        {% endif %}
    {% endfor %}
{% endmacro %}
