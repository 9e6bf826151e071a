{%- set six_months = 'partition by customer_id order by period_start rows between 5 preceding and current row' -%}
with customer_months as (

    select * from {{ ref('customer_months') }}

),

health_months as (

    select * from {{ ref('int_health_customer_months') }}

),

answered as (

    select
        customer_id,
        period_start,
        sum(promoters) over ({{ six_months }}) as promoters,
        sum(passives) over ({{ six_months }}) as passives,
        sum(satisfied_respondents) over ({{ six_months }}) as satisfied_respondents,
        sum(respondents + satisfaction_respondents) over ({{ six_months }}) as answers
    from customer_months

),

final as (

    select
        health_months.customer_id,
        health_months.period_start,
        {{ satisfaction(
            'answered.promoters', 'answered.passives', 'answered.satisfied_respondents', 'answered.answers'
        ) }} as input_value,
        case when answered.answers = 0 then 'no_answers' end as missing_reason
    from health_months
    inner join answered
        on health_months.customer_id = answered.customer_id
        and health_months.period_start = answered.period_start

)

select * from final
