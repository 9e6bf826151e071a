{#- Which raw tables there are: decided when the project compiles, so that no model needs a special case. -#}
{%- set raw_tables = {
    'billing': ['customers', 'subscriptions', 'invoices', 'refunds', 'expenses', 'exchange_rates'],
    'survey': ['surveys', 'invitations', 'responses'],
    'usage': ['events', 'interactions'],
    'support': ['tickets'],
} -%}
with final as (

    {%- for schema, tables in raw_tables.items() %}
    {%- set last_schema = loop.last %}
    {%- for table in tables %}
    select
        '{{ schema }}.{{ table }}' as raw_table,
        {{ is_switched_on(schema, table) }} as is_switched_on
    {% if not (loop.last and last_schema) %}union all{% endif %}
    {%- endfor %}
    {%- endfor %}

)

select * from final
