{#- The rows of the raw tables that hold a personal value, as a select: raw_table, personal_columns, customer_id. -#}
{% macro personal_rows() -%}
    select
        cast(null as {{ type_of('text') }}) as raw_table,
        cast(null as {{ type_of('text') }}) as personal_columns,
        cast(null as {{ type_of('text') }}) as customer_id
    from (select 1 as nothing) as no_table
    where 1 = 0
    {%- for schema, table in raw_tables() %}
    {{- personal_rows_of(schema, table) }}
    {%- endfor %}
{%- endmacro %}


{#- The same of one raw table behind a union; nothing where it is absent or has no personal column. -#}
{% macro personal_rows_of(schema, table) -%}
    {%- set location = raw_location(schema, table) -%}
    {%- if execute and location -%}
        {%- set present = raw_columns(schema, table, location) -%}
        {%- set personal = {} -%}
        {%- for column in raw_table_contract(schema, table).columns.values()
            if column.config.meta.personal and column.name in present -%}
            {%- set found = present[column.name] -%}
            {%- do personal.update({
                column.name: text_as_it_came(adapter.quote(found.name), found.is_text) ~ ' is not null'
            }) -%}
        {%- endfor -%}
        {%- if personal %}
    union all
    select
        '{{ schema }}.{{ table }}' as raw_table,
        '{{ personal | join(", ") }}' as personal_columns,
        {{ text_as_it_came(adapter.quote(present.customer_id.name), present.customer_id.is_text) }} as customer_id
    from {{ location }}
    where {{ personal.values() | join(' or ') }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
