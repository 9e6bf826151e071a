{#- The raw tables that are judged, as [schema, table], parents before what refers to them. -#}
{% macro raw_tables() %}
    {% do return([
        ['billing', 'customers'],
        ['billing', 'exchange_rates'],
        ['billing', 'subscriptions'],
        ['billing', 'invoices'],
        ['billing', 'refunds'],
        ['billing', 'expenses'],
        ['survey', 'surveys'],
        ['survey', 'invitations'],
        ['survey', 'responses'],
        ['usage', 'events'],
        ['usage', 'interactions'],
        ['support', 'tickets'],
        ['planning', 'targets'],
        ['planning', 'benchmarks'],
    ]) %}
{% endmacro %}


{#- Whether an accepted row of a raw table lies at or after as-of, as SQL: by the time at which it happened. -#}
{% macro lies_after_as_of(schema, table) -%}
    coalesce({{ happened_at(schema, table) }} >= as_of.as_of_at, false)
{%- endmacro %}


{#- When what a row of a raw table (`accepted`) is about happened, as SQL; null where the contract does not say. -#}
{% macro happened_at(schema, table) -%}
    {%- set contract = raw_table_contract(schema, table) if execute -%}
    {%- set column = contract.config.meta.happens_at if contract -%}
    {%- if not column -%}
        cast(null as {{ type_of('instant') }})
    {%- elif contract.columns[column].data_type == 'date' -%}
        {{ customer_success.instant_of_local('accepted.' ~ column) }}
    {%- else -%}
        accepted.{{ column }}
    {%- endif -%}
{%- endmacro %}


{#- When a row of a raw table arrived or was last changed, as SQL; null where the contract does not say. -#}
{% macro arrived_at(schema, table, relation='accepted') -%}
    {%- set columns = raw_table_contract(schema, table).config.meta.changed_at if execute -%}
    {%- if columns -%}
        coalesce({{ relation }}.{{ columns | join(', ' ~ relation ~ '.') }}, null)
    {%- else -%}
        cast(null as {{ type_of('instant') }})
    {%- endif -%}
{%- endmacro %}


{#- A fingerprint of an accepted row, as SQL: of every column that a figure may come from. Personal columns that a row
    may lack, such as names and comments, are none of them. -#}
{% macro accepted_row_hash(schema, table) -%}
    {%- set texts = [] -%}
    {%- if execute -%}
        {%- for column in raw_table_contract(schema, table).columns.values()
            if column.config.meta.required or not column.config.meta.personal -%}
            {%- do texts.append('cast(accepted.' ~ column.name ~ ' as ' ~ type_of('text') ~ ')') -%}
        {%- endfor -%}
    {%- endif -%}
    {{ hash_of_texts(texts) if texts else 'null' }}
{%- endmacro %}


{#- The customer that a row of a raw table (`accepted`) names, as SQL; null where it names none. -#}
{% macro customer_of(schema, table) -%}
    {%- if execute and 'customer_id' in raw_table_contract(schema, table).columns -%}
        accepted.customer_id
    {%- else -%}
        cast(null as {{ type_of('text') }})
    {%- endif -%}
{%- endmacro %}
