{#- The segments that a plan may name, before it is known up to when rows count: a superset of int_segment_values. -#}
with customers as (

    select * from {{ ref('stg_billing__customers') }}

),

subscriptions as (

    select * from {{ ref('stg_billing__subscriptions') }}

),

expenses as (

    select * from {{ ref('stg_billing__expenses') }}

),

final as (

    select
        'all' as segment_name,
        'all' as segment_value
    union distinct
    select
        'plan_tier' as segment_name,
        'unknown' as segment_value
    union distinct
    select
        'plan_tier' as segment_name,
        plan_tier as segment_value
    from subscriptions
    union distinct
    select
        'acquisition_channel' as segment_name,
        channel as segment_value
    from expenses
    {%- for segment in fixed_segments() %}
    union distinct
    select
        '{{ segment }}' as segment_name,
        'unknown' as segment_value
    union distinct
    select
        '{{ segment }}' as segment_name,
        {{ segment }} as segment_value
    from customers
    {%- endfor %}

)

select * from final
