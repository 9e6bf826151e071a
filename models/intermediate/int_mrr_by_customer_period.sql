{#- Opening and closing recurring amount of a customer, and both in constant currency: what lies between those two
    is movement, the rest is the exchange rates'. -#}
with by_currency as (

    select * from {{ ref('int_mrr_by_customer_currency_period') }}

),

{% if policy('fx_policy') == 'movement_day' -%}
periods as (

    select * from {{ ref('int_periods') }}
    where period_grain <> 'week'

),

changes as (

    select * from {{ ref('int_mrr_changes') }}

),

changed as (

    select
        changes.customer_id,
        periods.period_grain,
        periods.period_start,
        sum(changes.amount) as changed_mrr
    from changes
    inner join periods
        on changes.changed_at >= periods.starts_at
        and changes.changed_at < periods.effective_ends_at
    group by changes.customer_id, periods.period_grain, periods.period_start

),

{% endif -%}
summed as (

    select
        customer_id,
        period_grain,
        period_start,
        sum(opening_mrr) as opening_mrr,
        sum(opening_at_closing_rate) as opening_at_closing_rate,
        sum(closing_mrr) as closing_mrr
    from by_currency
    group by customer_id, period_grain, period_start

),

{% if policy('fx_policy') == 'movement_day' -%}
ends as (

    select
        summed.*,
        summed.opening_mrr as constant_opening_mrr,
        summed.opening_mrr + coalesce(changed.changed_mrr, 0) as constant_closing_mrr
    from summed
    left join changed
        on summed.customer_id = changed.customer_id
        and summed.period_grain = changed.period_grain
        and summed.period_start = changed.period_start

),
{%- else -%}
ends as (

    select
        *,
        opening_at_closing_rate as constant_opening_mrr,
        closing_mrr as constant_closing_mrr
    from summed

),
{%- endif %}

final as (

    select
        customer_id,
        period_grain,
        period_start,
        opening_mrr,
        closing_mrr,
        constant_opening_mrr,
        constant_closing_mrr
    from ends

)

select * from final
