{#- Statements that make the functions that the SQL of this folder calls, before anything is built; none on most
    warehouses. -#}
{% macro warehouse_functions() -%}
    {%- if execute -%}
    {{ adapter.dispatch('warehouse_functions', 'customer_success')() }}
    {%- endif -%}
{%- endmacro %}

{% macro default__warehouse_functions() -%}
{%- endmacro %}

{#- PostgreSQL 15 has no cast that gives null where a text cannot be read. A shape first: it reads 'now' as a time,
    'tr' as true and 'infinity' as a number. -#}
{% macro postgres__warehouse_functions() -%}
    {%- set day = '\d{4}[-/]\d{1,2}[-/]\d{1,2}' -%}
    {%- set time = '[ T]\d{1,2}:\d{1,2}(:[0-5]?\d(\.\d*)?)?' -%}
    {%- set zone = '\s*([+-]\d\d(:?\d\d)?|[A-Za-z][A-Za-z0-9_/+-]*)' -%}
    {%- set number = '[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?' -%}
    {%- set to_microseconds = "regexp_replace(value, '(\.\d{6})\d+', '\\1')" -%}
    {%- set readings = [
        ['number', number, 'cast(value as decimal(38, 6))'],
        ['rate', number, 'cast(value as decimal(38, 12))'],
        ['double', number, 'cast(value as double precision)'],
        ['integer', number, 'case when mod(cast(value as decimal(38, 6)), 1) = 0 then cast(cast(value as decimal) as integer) end'],
        ['boolean', 'true|false|t|f|yes|no|y|n|1|0', 'cast(value as boolean)'],
        ['date', day ~ '(' ~ time ~ '(' ~ zone ~ ')?)?', 'cast(substring(value from ' ~ "'^[^ T]+'" ~ ') as date)'],
        ['instant', day ~ '(' ~ time ~ ')?', 'cast(' ~ to_microseconds ~ ' as timestamp)'],
        ['zoned_instant', day ~ time ~ zone, 'cast(' ~ to_microseconds ~ " as timestamptz) at time zone 'UTC'"],
    ] -%}
    create schema if not exists {{ target.schema }};
    {%- for name, shape, reading in readings %}
    create or replace function {{ target.schema }}.read_as_{{ name }}(value text)
    returns {{ customer_success.type_of('instant' if name == 'zoned_instant' else name) }}
    language plpgsql immutable strict as $$
    begin
        return case when value ~* '^({{ shape }})$' then {{ reading }} end;
    exception when others then
        return null;
    end $$;
    {%- endfor %}
{%- endmacro %}
