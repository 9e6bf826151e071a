{#- The rates of recurring amounts: those of every day or, with `fx_policy: fixed`, those of one. -#}
with rates as (

    select * from {{ ref('int_exchange_rates') }}

),

final as (

    {% if policy('fx_policy') == 'fixed' -%}
    select
        currency,
        cast('0001-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_until,
        rate
    from rates
    where cast('{{ var("fx_fixed_on") }}' as date) >= valid_from
        and cast('{{ var("fx_fixed_on") }}' as date) < valid_until
    {%- else -%}
    select * from rates
    {%- endif %}

)

select * from final
