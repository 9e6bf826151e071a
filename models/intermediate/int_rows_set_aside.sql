{#- Every rule that a raw row breaks, a row each: what the quarantine shows. -#}
{%- set tables = raw_tables() -%}
with judged as (

    {%- for schema, table in tables %}
    select
        '{{ schema }}.{{ table }}' as raw_table,
        row_key,
        row_hash,
        broken_rules,
        row_as_it_came
    from {{ ref('base_' ~ schema ~ '__' ~ table) }}
    where not is_accepted and copy_number = 1
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

rules as (

    select * from {{ ref('int_quarantine_rules') }}

),

final as (

    select
        judged.raw_table,
        judged.row_key,
        judged.row_hash,
        rules.rule,
        rules.rule_class,
        judged.row_as_it_came
    from judged
    inner join rules
        on judged.raw_table = rules.raw_table
        and {{ has_broken('judged', 'rules.rule') }}

)

select * from final
