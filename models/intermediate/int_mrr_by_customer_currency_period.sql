{#- Recurring amounts just before each period's start and end, in their own currency and converted. Both ends at
    the closing rate show what customers changed; the opening rate is for the books. -#}
with terms as (

    select * from {{ ref('int_bridged_terms') }}

),

periods as (

    select * from {{ ref('int_periods') }}
    where period_grain <> 'week'

),

rates as (

    select * from {{ ref('int_recurring_exchange_rates') }}

),

opening_rates as (

    {{ rates_of_periods('opening_rate_date') }}

),

closing_rates as (

    {{ rates_of_periods('closing_rate_date') }}

),

touching as (

    select
        terms.customer_id,
        terms.currency,
        terms.recurring_amount,
        periods.period_grain,
        periods.period_start,
        case when terms.started_at < periods.starts_at then 1 else 0 end as covers_start,
        case when terms.ended_at is null or terms.ended_at >= periods.effective_ends_at then 1 else 0 end as covers_end,
        {{ convert('terms.recurring_amount', 'opening_rates.rate') }} as amount_at_opening_rate,
        {{ convert('terms.recurring_amount', 'closing_rates.rate') }} as amount_at_closing_rate
    from terms
    inner join periods
        on terms.started_at < periods.effective_ends_at
        and (terms.ended_at is null or terms.ended_at >= periods.starts_at)
    left join opening_rates
        on terms.currency = opening_rates.currency
        and periods.period_grain = opening_rates.period_grain
        and periods.period_start = opening_rates.period_start
    left join closing_rates
        on terms.currency = closing_rates.currency
        and periods.period_grain = closing_rates.period_grain
        and periods.period_start = closing_rates.period_start

),

final as (

    select
        customer_id,
        currency,
        period_grain,
        period_start,
        sum(case when covers_start = 1 then recurring_amount else 0 end) as opening_in_currency,
        sum(case when covers_end = 1 then recurring_amount else 0 end) as closing_in_currency,
        sum(case when covers_start = 1 then amount_at_opening_rate else 0 end) as opening_mrr,
        sum(case when covers_start = 1 then amount_at_closing_rate else 0 end) as opening_at_closing_rate,
        sum(case when covers_end = 1 then amount_at_closing_rate else 0 end) as closing_mrr
    from touching
    group by customer_id, currency, period_grain, period_start

)

select * from final
