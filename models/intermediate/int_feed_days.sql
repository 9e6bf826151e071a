{#- The rows of each feed that count, by the day on which they happened: read once, for freshness and volume. -#}
with as_of as (

    select * from {{ ref('int_as_of') }}

),

{% for schema, table in raw_tables() -%}
{{ schema }}_{{ table }} as (

    select
        '{{ schema }}.{{ table }}' as raw_table,
        {{ happened_at(schema, table) }} as happened_at,
        {{ arrived_at(schema, table) }} as arrived_at
    from {{ ref('base_' ~ schema ~ '__' ~ table) }} as accepted
    cross join as_of
    where accepted.is_accepted and not {{ lies_after_as_of(schema, table) }}

),

{% endfor -%}
counted as (

    {%- for schema, table in raw_tables() %}
    select * from {{ schema }}_{{ table }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

final as (

    select
        raw_table,
        {{ local_date('happened_at') }} as happened_on,
        count(*) as accepted_rows,
        max(happened_at) as last_happened_at,
        max(arrived_at) as last_arrived_at
    from counted
    group by raw_table, {{ local_date('happened_at') }}

)

select * from final
