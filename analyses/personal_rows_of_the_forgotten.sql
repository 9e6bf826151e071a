{#- Which raw tables still hold personal values of forgotten customers: the raw tables are their owner's, who removes
    them there. -#}
with forgotten_customers as (

    select * from {{ ref('forgotten_customers') }}

),

personal_rows as (

    {{ personal_rows() }}

),

final as (

    select
        personal_rows.raw_table,
        personal_rows.personal_columns,
        count(*) as rows_left
    from forgotten_customers
    inner join personal_rows
        on forgotten_customers.customer_id = personal_rows.customer_id
    where not forgotten_customers.is_counted_along
    group by personal_rows.raw_table, personal_rows.personal_columns

)

select * from final
order by raw_table
