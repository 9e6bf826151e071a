with service_periods as (

    select * from {{ ref('int_service_periods') }}

),

periods as (

    select * from {{ ref('int_periods') }}
    where period_grain <> 'week'

),

rates as (

    select * from {{ ref('int_recurring_exchange_rates') }}

),

closing_rates as (

    {{ rates_of_periods('closing_rate_date') }}

),

final as (

    select
        service_periods.customer_id,
        periods.period_grain,
        periods.period_start,
        sum({{ convert('service_periods.billed_amount', 'closing_rates.rate') }}) as billed_mrr
    from service_periods
    inner join periods
        on service_periods.service_period_start < periods.effective_ends_at
        and service_periods.service_period_end >= periods.effective_ends_at
    left join closing_rates
        on service_periods.currency = closing_rates.currency
        and periods.period_grain = closing_rates.period_grain
        and periods.period_start = closing_rates.period_start
    group by service_periods.customer_id, periods.period_grain, periods.period_start

)

select * from final
