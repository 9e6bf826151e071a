{#- What was computed, before a person's override; and all that lifts is as much as all that drags. -#}
with summed as (

    select
        customer_id,
        period_start,
        sum(points) as points,
        sum(pull) as pull
    from {{ ref('customer_health_inputs') }}
    group by customer_id, period_start

)

select scores.*
from {{ ref('customer_health') }} as scores
left join summed
    on scores.customer_id = summed.customer_id
    and scores.period_start = summed.period_start
where summed.points is null
    or abs(summed.pull) > 0.00001
    or abs(scores.computed_score - summed.points) > 0.000001
