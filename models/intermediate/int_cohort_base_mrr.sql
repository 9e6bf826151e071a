{#- What each member of a cohort paid at the end of its first month, at the rate of every later month. Where its
    currency has no rate any more, at that of the first. -#}
with members as (

    select * from {{ ref('int_cohort_members') }}

),

amounts as (

    select * from {{ ref('int_mrr_by_customer_currency_period') }}
    where period_grain = 'month'

),

periods as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

rates as (

    select * from {{ ref('int_recurring_exchange_rates') }}

),

closing_rates as (

    {{ rates_of_periods('closing_rate_date') }}

),

final as (

    select
        members.customer_id,
        periods.period_start,
        sum(coalesce({{ convert('amounts.closing_in_currency', 'closing_rates.rate') }}, amounts.closing_mrr))
            as cohort_mrr
    from members
    inner join amounts
        on members.customer_id = amounts.customer_id
        and members.cohort_month = amounts.period_start
    inner join periods
        on members.cohort_month <= periods.period_start
    left join closing_rates
        on amounts.currency = closing_rates.currency
        and periods.period_start = closing_rates.period_start
    group by members.customer_id, periods.period_start

)

select * from final
