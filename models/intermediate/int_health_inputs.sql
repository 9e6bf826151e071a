{#- All inputs of all customers in one shape. What a raw table that is switched off would have said is missing, and a
    zero that stands for it is not believed. -#}
with health_inputs as (

    select * from {{ ref('health_inputs') }}

),

raw_tables as (

    select * from {{ ref('int_raw_tables') }}

),

switched_off as (

    select distinct health_inputs.input
    from health_inputs
    inner join raw_tables
        on health_inputs.raw_tables like '%' || raw_tables.raw_table || '%'
    where not raw_tables.is_switched_on

),

measured as (

    {%- for input in health_input_names() %}
    select
        customer_id,
        period_start,
        '{{ input }}' as input,
        cast(input_value as {{ type_of('double') }}) as input_value,
        missing_reason
    from {{ ref('int_health_' ~ input) }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

final as (

    select
        measured.customer_id,
        measured.period_start,
        measured.input,
        case when switched_off.input is null then measured.input_value end as input_value,
        case when switched_off.input is null then measured.missing_reason else 'source_switched_off' end
            as missing_reason
    from measured
    left join switched_off
        on measured.input = switched_off.input

)

select * from final
