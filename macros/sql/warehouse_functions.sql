{#- Statements that make the functions that the SQL of this folder calls, before anything is built; none on most
    warehouses. -#}
{% macro warehouse_functions() -%}
    {%- if execute -%}
    {{ adapter.dispatch('warehouse_functions', 'customer_success')() }}
    {%- endif -%}
{%- endmacro %}

{% macro default__warehouse_functions() -%}
{%- endmacro %}

{#- PostgreSQL 15 has no cast that gives null where a text cannot be read. -#}
{% macro postgres__warehouse_functions() -%}
    {%- set to_microseconds = "regexp_replace(value, '(\.\d{6})\d+', '\\1')" -%}
    {%- set readings = {
        'number': 'cast(value as decimal(38, 6))',
        'rate': 'cast(value as decimal(38, 12))',
        'double': 'cast(value as double precision)',
        'integer': 'case when mod(cast(value as decimal(38, 6)), 1) = 0 then cast(cast(value as decimal) as integer) end',
        'boolean': 'cast(value as boolean)',
        'date': "cast(substring(value from '^[^ T]+') as date)",
        'instant': 'cast(' ~ to_microseconds ~ ' as timestamp)',
        'zoned_instant': 'cast(' ~ to_microseconds ~ " as timestamptz) at time zone 'UTC'",
    } -%}
    create schema if not exists {{ target.schema }};
    {%- for name, reading in readings.items() %}
    create or replace function {{ target.schema }}.read_as_{{ name }}(value text)
    returns {{ customer_success.type_of('instant' if name == 'zoned_instant' else name) }}
    language plpgsql immutable strict as $$
    begin
        return case when value ~* '{{ customer_success.shape_of(name) }}' then {{ reading }} end;
    exception when others then
        return null;
    end $$;
    {%- endfor %}
{%- endmacro %}
