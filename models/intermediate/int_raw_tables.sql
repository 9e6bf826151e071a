{#- Which raw tables there are: decided when the project compiles, so that no model needs a special case. -#}
with final as (

    {%- for schema, table in raw_tables() %}
    select
        '{{ schema }}.{{ table }}' as raw_table,
        {{ is_switched_on(schema, table) }} as is_switched_on
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

)

select * from final
