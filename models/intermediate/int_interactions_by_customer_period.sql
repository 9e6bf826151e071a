with interaction_days as (

    select * from {{ ref('int_interactions_by_customer_day') }}

),

period_days as (

    select * from {{ ref('int_period_days') }}

),

final as (

    select
        interaction_days.customer_id,
        period_days.period_grain,
        period_days.period_start,
        sum(interaction_days.interactions) as interactions
    from interaction_days
    inner join period_days
        on interaction_days.interaction_date = period_days.calendar_date
    group by interaction_days.customer_id, period_days.period_grain, period_days.period_start

)

select * from final
