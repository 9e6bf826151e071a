{#- Plain dbt makes the salt here, once and at random; `make build` puts its own there before dbt runs. Never a literal:
    dbt logs every statement. -#}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
) }}
with made as (

    select {{ random_text() }} as salt

),

final as (

    select salt
    from made
    {% if is_incremental() -%}
    where not exists (select 1 from {{ this }})
    {%- endif %}

)

select * from final
