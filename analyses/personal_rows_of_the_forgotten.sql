{#- Which raw tables still hold personal values of forgotten customers: the raw tables are their owner's, who removes
    them there. -#}
{%- set places = [] -%}
{%- for schema, table in raw_tables() -%}
    {%- set location = raw_location(schema, table) -%}
    {%- if execute and location -%}
        {%- set present = raw_columns(schema, table, location) -%}
        {%- set personal = [] -%}
        {%- for column in raw_table_contract(schema, table).columns.values() -%}
            {%- if column.config.meta.personal and column.name in present -%}
                {%- do personal.append(present[column.name]) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if personal -%}
            {%- do places.append([schema ~ '.' ~ table, location, present.customer_id, personal]) -%}
        {%- endif -%}
    {%- endif -%}
{%- endfor -%}
with forgotten_customers as (

    select * from {{ ref('forgotten_customers') }}

),

raw_rows as (

    select
        cast(null as {{ type_of('text') }}) as raw_table,
        cast(null as {{ type_of('text') }}) as personal_columns,
        cast(null as {{ type_of('text') }}) as customer_id
    from forgotten_customers
    where 1 = 0
    {%- for name, location, customer_id, personal in places %}
    union all
    select
        '{{ name }}' as raw_table,
        '{{ personal | map(attribute="name") | join(", ") }}' as personal_columns,
        {{ text_as_it_came(adapter.quote(customer_id.name), customer_id.is_text) }} as customer_id
    from {{ location }}
    where
        {%- for column in personal %}
        {{ text_as_it_came(adapter.quote(column.name), column.is_text) }} is not null{{ '' if loop.last else ' or' }}
        {%- endfor %}
    {%- endfor %}

),

final as (

    select
        raw_rows.raw_table,
        raw_rows.personal_columns,
        count(*) as rows_left
    from raw_rows
    inner join forgotten_customers
        on raw_rows.customer_id = forgotten_customers.customer_id
    where not forgotten_customers.is_counted_along
    group by raw_rows.raw_table, raw_rows.personal_columns

)

select * from final
order by raw_table
