{#- Copies the marts into the schema `published_schema` in one transaction, each row with its build_id, so that readers of
    that schema see this build or the one before, never some of each. To be run behind a build whose tests have passed. -#}
{% macro publish_marts() -%}
    {%- if execute -%}
        {%- if not var('published_schema') -%}
            {% do customer_success.refuse_setting('published_schema', 'the name of a schema') %}
        {%- endif -%}
        {%- set marts = customer_success.public_marts() -%}
        {%- set build_id = run_started_at.strftime('%Y%m%dT%H%M%SZ') ~ '-' ~ invocation_id[:8] -%}
        {%- call statement('publish_marts') -%}
            {{ adapter.dispatch('publish_marts', 'customer_success')(marts, var('published_schema'), build_id) }}
        {%- endcall -%}
        {% do log('Published ' ~ marts | length ~ ' marts in schema ' ~ var('published_schema') ~ ' as build ' ~ build_id ~ '.',
            info=true) %}
    {%- endif -%}
{%- endmacro %}

{% macro default__publish_marts(marts, schema, build_id) -%}
    {{ exceptions.raise_compiler_error(
        'publish_marts: expected PostgreSQL, whose schemas are renamed in a transaction, found ' ~ target.type
        ~ '. On DuckDB call make build, which publishes a file.'
    ) }}
{%- endmacro %}

{#- What readers see now keeps its name until the last statement, and stays beside as `<schema>_previous`: a query that is
    running ends on it. -#}
{% macro postgres__publish_marts(marts, schema, build_id) -%}
    {%- set incoming, previous = schema ~ '_next', schema ~ '_previous' -%}
    create schema {{ incoming }};
    {%- for mart in marts %}
        {%- set table = incoming ~ '.' ~ mart.alias %}
    create table {{ table }} (like {{ mart.relation_name }} including comments);
    alter table {{ table }} add column build_id text not null default '{{ build_id }}';
    insert into {{ table }} select * from {{ mart.relation_name }};
    comment on table {{ table }} is {{ postgres_escape_comment(mart.description) }};
    comment on column {{ table }}.build_id is 'The build that is published, the same in every row.';
    {%- endfor %}
    {{ customer_success.postgres__grant_to_readers(var('reader_roles'), [incoming]) }}
    drop schema if exists {{ previous }} cascade;
    do $$
    begin
        if to_regnamespace('{{ schema }}') is not null then
            alter schema {{ schema }} rename to {{ previous }};
        end if;
    end
    $$;
    alter schema {{ incoming }} rename to {{ schema }};
    commit;
{%- endmacro %}
