{#- What each input says of a customer, what it weighs, and how far it moves the score. The weights of the inputs that
    are missing go to the others in proportion. -#}
with inputs as (

    select * from {{ ref('int_health_inputs') }}

),

health_months as (

    select * from {{ ref('int_health_customer_months') }}

),

weights as (

    select * from {{ ref('int_health_profile_weights') }}

),

weighted as (

    select
        inputs.customer_id,
        inputs.period_start,
        health_months.period_end,
        health_months.is_complete_period,
        inputs.input,
        inputs.input_value,
        inputs.missing_reason,
        weights.weight,
        -- A decimal, so that the sum is the same in whatever order it is made.
        cast(case when inputs.input_value is null then 0 else weights.weight end as {{ type_of('number') }})
            as weight_present
    from inputs
    inner join health_months
        on inputs.customer_id = health_months.customer_id
        and inputs.period_start = health_months.period_start
    inner join weights
        on inputs.input = weights.input
        and health_months.profile_segment_name = weights.segment_name
        and health_months.profile_segment_value = weights.segment_value

),

reweighted as (

    select
        *,
        coalesce({{ safe_divide(
            'weight_present', 'sum(weight_present) over (partition by customer_id, period_start)'
        ) }}, 0) as weight_used
    from weighted

),

pointed as (

    select
        *,
        100 * weight_used * coalesce(input_value, 0) as points
    from reweighted

),

final as (

    select
        customer_id,
        period_start,
        period_end,
        is_complete_period,
        input,
        input_value,
        missing_reason,
        weight,
        weight_used,
        points,
        -- The last bits of a sum depend on its order: inputs that say the same pull nowhere. Ten digits, for with fewer
        -- these figures, eighths and sixteenths, often lie halfway between two.
        {{ round_to('points - weight_used * sum(points) over (partition by customer_id, period_start)', 10) }} as pull
    from pointed

)

select * from final
