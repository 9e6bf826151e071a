{#- Statements that let the roles of `reader_roles` read the marts, and nothing below them: those that are there, and
    from the moment on at which it is there every one that is made anew. Where marts are published, readers see those
    alone, and `publish_marts` lets them. -#}
{% macro grant_to_readers() -%}
    {%- if execute and var('reader_roles') and not var('published_schema') -%}
        {%- set schemas = customer_success.public_marts() | map(attribute='schema') | unique | sort -%}
        {{ adapter.dispatch('grant_to_readers', 'customer_success')(var('reader_roles'), schemas) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__grant_to_readers(roles, schemas) -%}
    {% do customer_success.refuse_setting('reader_roles', '[], for ' ~ target.type ~ ' has no roles') %}
{%- endmacro %}

{% macro postgres__grant_to_readers(roles, schemas) -%}
    {%- set known = run_query('select rolname from pg_roles').columns[0].values() -%}
    {%- if roles | reject('in', known) | list -%}
        {% do customer_success.refuse_setting('reader_roles', "names of roles of the database, such as ['readers']") %}
    {%- endif -%}
    {%- for schema in schemas %}
    create schema if not exists {{ schema }};
        {%- for role in roles | map('replace', '"', '""') %}
    grant usage on schema {{ schema }} to "{{ role }}";
    grant select on all tables in schema {{ schema }} to "{{ role }}";
    alter default privileges in schema {{ schema }} grant select on tables to "{{ role }}";
        {%- endfor %}
    {%- endfor %}
{%- endmacro %}
