{#- Copies the marts into the schema `published_schema`, each row with its build_id. To be run behind a build whose tests
    have passed. -#}
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
        'publish_marts: expected PostgreSQL or Spark, found ' ~ target.type
        ~ '. On DuckDB call make build, which publishes a file.'
    ) }}
{%- endmacro %}

{#- In one transaction, so that readers see this build or the one before, never some of each. What they see now keeps its
    name until the last statement, and stays beside as `<schema>_previous`: a query that is running ends on it. -#}
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

{#- Spark has no transactions: every mart is copied aside, then the views that readers read are pointed to the copies, one
    after the other within seconds; whoever joins two of them sees by their build_id whether they are of one build. The
    copies of the build before stay for a query that is running. -#}
{% macro spark__publish_marts(marts, schema, build_id) -%}
    {%- set copies = schema ~ '_' ~ build_id | lower | replace('-', '_') -%}
    {%- call statement('create_copies') -%} create schema {{ copies }} {%- endcall -%}
    {%- for mart in marts -%}
        {%- call statement('copy') -%}
            create table {{ copies }}.{{ mart.alias }} using {{ mart.config.file_format }} as
            select *, '{{ build_id }}' as build_id from {{ mart.relation_name }}
        {%- endcall -%}
    {%- endfor -%}
    {%- call statement('create_schema') -%} create schema if not exists {{ schema }} {%- endcall -%}
    {%- for mart in marts -%}
        {%- do customer_success.drop_replaced_view(schema ~ '.' ~ mart.alias, mart.config.file_format) -%}
        {%- call statement('point') -%}
            create or replace view {{ schema }}.{{ mart.alias }}
            comment '{{ dbt.escape_single_quotes(mart.description) }}'
            as select * from {{ copies }}.{{ mart.alias }}
        {%- endcall -%}
    {%- endfor -%}
    {%- set names = marts | map(attribute='alias') | list -%}
    {%- for view in run_query('show views in ' ~ schema).columns[1].values() if view not in names -%}
        {%- call statement('drop_view') -%} drop view {{ schema }}.{{ view }} {%- endcall -%}
    {%- endfor -%}
    {%- set kept = run_query("show schemas like '" ~ schema ~ "_[0-9]{8}t[0-9]{6}z_*'").columns[0].values() | sort -%}
    {%- for old in kept[:-2] -%}
        {%- call statement('drop_copies') -%} drop schema {{ old }} cascade {%- endcall -%}
    {%- endfor -%}
    select 1 as is_published
{%- endmacro %}
