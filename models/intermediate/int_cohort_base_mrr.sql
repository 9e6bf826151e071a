{#- What each member of a cohort paid at the end of its first month, at the rate of every later month. Where its
    currency has no rate any more, at that of the first. -#}
with members as (

    select * from {{ ref('int_cohort_members') }}

),

amounts as (

    select * from {{ ref('int_mrr_by_customer_currency_period') }}
    where period_grain = 'month'

),

months as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

rates as (

    select * from {{ ref('int_recurring_exchange_rates') }}

),

final as (

    select
        members.customer_id,
        months.period_start,
        sum(coalesce({{ convert('amounts.closing_in_currency', 'rates.rate') }}, amounts.closing_mrr)) as cohort_mrr
    from members
    inner join amounts
        on members.customer_id = amounts.customer_id
        and members.cohort_month = amounts.period_start
    inner join months
        on members.cohort_month <= months.period_start
    left join rates
        on amounts.currency = rates.currency
        and months.closing_rate_date >= rates.valid_from
        and months.closing_rate_date < rates.valid_until
    group by members.customer_id, months.period_start

)

select * from final
