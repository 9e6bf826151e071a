{#- How each customer's spells lie to each period (metrics.md section 2): the only place that compares them. -#}
with spells as (

    select * from {{ ref('int_customer_spells') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

overlapping as (

    select
        spells.customer_id,
        periods.period_grain,
        periods.period_start,
        spells.spell_number,
        spells.started_at,
        case when spells.started_at < periods.starts_at then 1 else 0 end as covers_start,
        case when spells.ended_at is null or spells.ended_at >= periods.effective_ends_at then 1 else 0 end
            as covers_end,
        case when spells.ended_at is null or spells.ended_at > periods.starts_at then 1 else 0 end as is_served,
        case
            when spells.spell_number = 1 and spells.started_at >= periods.starts_at then 1
            else 0
        end as is_first_activation
    from spells
    inner join periods
        on spells.started_at < periods.effective_ends_at
        and (spells.ended_at is null or spells.ended_at >= periods.starts_at)

),

final as (

    select
        customer_id,
        period_grain,
        period_start,
        max(covers_start) as covers_start,
        max(covers_end) as covers_end,
        max(covers_start * covers_end) as covers_throughout,
        max(is_served) as is_served,
        max(is_first_activation) as is_first_activation,
        max(case when covers_end = 1 then spell_number end) as closing_spell_number,
        min(case when is_served = 1 then spell_number end) as served_spell_number
    from overlapping
    group by customer_id, period_grain, period_start

)

select * from final
