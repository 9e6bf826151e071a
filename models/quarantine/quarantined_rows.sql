{#- The rows as they came, personal columns masked: for whoever mends the feed, and for no reader of marts. -#}
with set_aside as (

    select * from {{ ref('int_rows_set_aside') }}

),

final as (

    select
        raw_table,
        row_key,
        row_hash,
        rule,
        rule_class,
        row_as_it_came
    from set_aside

)

select * from final
