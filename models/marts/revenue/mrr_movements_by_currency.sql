{#- The same movements in each currency. Where a customer that stays pays less in one currency and more in another,
    what the gain makes up for has only switched: the pair is nothing in the reporting currency. -#}
with amounts as (

    select * from {{ ref('int_mrr_by_customer_currency_period') }}

),

movements as (

    select * from {{ ref('mrr_movements') }}

),

moved as (

    select
        amounts.customer_id,
        amounts.period_grain,
        amounts.period_start,
        movements.period_end,
        movements.is_complete_period,
        amounts.currency,
        movements.movement_type,
        movements.customers_at_start * movements.customers_at_end as is_retained,
        amounts.opening_in_currency,
        amounts.closing_in_currency,
        amounts.closing_in_currency - amounts.opening_in_currency as movement,
        amounts.closing_mrr - amounts.opening_at_closing_rate as converted,
        case when amounts.closing_mrr < amounts.opening_at_closing_rate then -1 else 1 end as sign
    from amounts
    inner join movements
        on amounts.customer_id = movements.customer_id
        and amounts.period_grain = movements.period_grain
        and amounts.period_start = movements.period_start

),

totalled as (

    select
        *,
        sum(case when sign = 1 then converted else 0 end) over (
            partition by customer_id, period_grain, period_start
        ) as gained,
        sum(case when sign = -1 then -converted else 0 end) over (
            partition by customer_id, period_grain, period_start
        ) as lost,
        coalesce(sum(sign * converted) over (
            partition by customer_id, period_grain, period_start, sign
            order by currency
            rows between unbounded preceding and 1 preceding
        ), 0) as taken_before
    from moved

),

-- What switched is shared out in the order of the currencies' names, so that both sides come to the same.
switched as (

    select
        *,
        case
            when is_retained = 1
                then sign * least(sign * converted, greatest(0, least(gained, lost) - taken_before))
            else 0
        end as switch_converted
    from totalled

),

settled as (

    select
        *,
        case
            when switch_converted = 0 then 0
            when switch_converted = converted then movement
            else {{ round_to(safe_divide('movement * switch_converted', 'converted'), 6) }}
        end as switch_movement
    from switched

),

final as (

    select
        customer_id,
        period_grain,
        period_start,
        period_end,
        is_complete_period,
        currency,
        movement_type,
        cast(opening_in_currency as {{ type_of('number') }}) as opening_mrr,
        cast(case when movement_type = 'new' then movement else 0 end as {{ type_of('number') }}) as new_mrr,
        cast(case when movement_type = 'reactivation' then movement else 0 end as {{ type_of('number') }})
            as reactivation_mrr,
        cast(
            case when is_retained = 1 then greatest(movement - switch_movement, 0) else 0 end
            as {{ type_of('number') }}
        ) as expansion_mrr,
        cast(
            case when is_retained = 1 then least(movement - switch_movement, 0) else 0 end
            as {{ type_of('number') }}
        ) as contraction_mrr,
        cast(case when movement_type = 'churn' then movement else 0 end as {{ type_of('number') }}) as churn_mrr,
        cast(switch_movement as {{ type_of('number') }}) as switch_mrr,
        cast(closing_in_currency as {{ type_of('number') }}) as closing_mrr,
        cast(switch_converted as {{ type_of('number') }}) as switch_mrr_converted
    from settled

)

select * from final
