{#- The target that holds on the first day of each grain's latest complete period. -#}
with targets as (

    select * from {{ ref('int_targets_by_period') }}

),

final as (

    select *
    from targets
    where place = 1

)

select * from final
