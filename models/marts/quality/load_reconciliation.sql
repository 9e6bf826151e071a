{#- Nothing gets lost: what came is accepted, quarantined, a copy, or too late to count yet. -#}
with counts as (

    select * from {{ ref('int_load_counts') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

after_as_of as (

    {%- for schema, table in raw_tables() %}
    select
        '{{ schema }}.{{ table }}' as raw_table,
        count(*) as after_as_of_rows
    from {{ ref('base_' ~ schema ~ '__' ~ table) }} as accepted
    cross join as_of
    where accepted.is_accepted and {{ lies_after_as_of(schema, table) }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

final as (

    select
        counts.raw_table,
        cast(counts.raw_rows as {{ dbt.type_bigint() }}) as raw_rows,
        cast(counts.accepted_rows - after_as_of.after_as_of_rows as {{ dbt.type_bigint() }}) as accepted_rows,
        cast(counts.quarantined_rows as {{ dbt.type_bigint() }}) as quarantined_rows,
        cast(counts.exact_copies as {{ dbt.type_bigint() }}) as exact_copies,
        cast(after_as_of.after_as_of_rows as {{ dbt.type_bigint() }}) as after_as_of_rows
    from counts
    inner join after_as_of
        on counts.raw_table = after_as_of.raw_table

)

select * from final
