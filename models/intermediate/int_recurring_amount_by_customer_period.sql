{#- Recurring amount just before each period's start and end, both at the rate of the end (constant currency). -#}
with terms as (

    select * from {{ ref('int_bridged_terms') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

rates as (

    select * from {{ ref('int_recurring_exchange_rates') }}

),

closing_rates as (

    {{ rates_of_periods('closing_rate_date') }}

),

converted as (

    select
        terms.customer_id,
        periods.period_grain,
        periods.period_start,
        case when terms.started_at < periods.starts_at then 1 else 0 end as covers_start,
        case when terms.ended_at is null or terms.ended_at >= periods.effective_ends_at then 1 else 0 end as covers_end,
        {{ convert('terms.recurring_amount', 'closing_rates.rate') }} as amount
    from terms
    inner join periods
        on terms.started_at < periods.effective_ends_at
        and (terms.ended_at is null or terms.ended_at >= periods.starts_at)
    left join closing_rates
        on terms.currency = closing_rates.currency
        and periods.period_grain = closing_rates.period_grain
        and periods.period_start = closing_rates.period_start

),

final as (

    select
        customer_id,
        period_grain,
        period_start,
        sum(case when covers_start = 1 then amount else 0 end) as recurring_amount_at_start,
        sum(case when covers_end = 1 then amount else 0 end) as recurring_amount_at_end,
        count(*) - count(amount) as terms_without_rate
    from converted
    group by customer_id, period_grain, period_start

)

select * from final
