{#- What became of the rows of each raw table. Rows are counted where they come from, so that one that gets lost on the
    way is missed. Everything else waits for this: too many rows set aside stop the build here. -#}
{{ config(post_hook="{{ report_quarantine(this) }}") }}
{%- set tables = raw_tables() -%}
with judged as (

    {%- for schema, table in tables %}
    select
        '{{ schema }}.{{ table }}' as raw_table,
        count(*) as judged_rows,
        sum(case when is_accepted then 1 else 0 end) as accepted_rows,
        sum(case when copy_number > 1 then 1 else 0 end) as exact_copies,
        sum(case when not is_accepted and copy_number = 1 then 1 else 0 end) as quarantined_rows
    from {{ ref('base_' ~ schema ~ '__' ~ table) }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

arrived as (

    {%- for schema, table in tables %}
    select
        '{{ schema }}.{{ table }}' as raw_table,
        count(*) as raw_rows
    from {{ location_or_no_rows(raw_location(schema, table)) }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

broken as (

    select
        raw_table,
        rule,
        count(*) as rows_broken
    from {{ ref('int_rows_set_aside') }}
    group by raw_table, rule

),

ranked as (

    select
        *,
        row_number() over (partition by raw_table order by rows_broken desc, rule asc) as place
    from broken

),

final as (

    select
        arrived.raw_table,
        arrived.raw_rows,
        coalesce(judged.accepted_rows, 0) as accepted_rows,
        coalesce(judged.quarantined_rows, 0) as quarantined_rows,
        coalesce(judged.exact_copies, 0) as exact_copies,
        ranked.rule as most_broken_rule,
        ranked.rows_broken as most_broken_rows
    from arrived
    inner join judged
        on arrived.raw_table = judged.raw_table
    left join ranked
        on arrived.raw_table = ranked.raw_table
        and ranked.place = 1

)

select * from final
