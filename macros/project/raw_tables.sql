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
    ]) %}
{% endmacro %}


{#- Whether an accepted row of a raw table lies at or after as-of, as SQL: by the time at which it happened. -#}
{% macro lies_after_as_of(schema, table) -%}
    {%- if execute -%}
        {%- set contract = raw_table_contract(schema, table) -%}
        {%- set column = contract.config.meta.happens_at -%}
        {%- if not column -%}
            false
        {%- elif contract.columns[column].data_type == 'date' -%}
            {{ customer_success.instant_of_local('accepted.' ~ column) }} >= as_of.as_of_at
        {%- else -%}
            accepted.{{ column }} >= as_of.as_of_at
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
