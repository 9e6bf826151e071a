{#- The rules of every raw table: those that its contract says, and those of its model. -#}
{%- set tables = raw_tables() -%}
with final as (

    {%- for schema, table in tables if execute %}
    {%- set last_table = loop.last %}
    {%- for rule in all_quarantine_rules(schema, table) %}
    select
        '{{ schema }}.{{ table }}' as raw_table,
        '{{ rule.rule }}' as rule,  -- noqa: RF04
        '{{ rule.class }}' as rule_class
    {% if not (last_table and loop.last) %}union all{% endif %}
    {%- endfor %}
    {%- endfor %}

)

select * from final
