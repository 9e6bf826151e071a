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

final as (

    select
        service_periods.customer_id,
        periods.period_grain,
        periods.period_start,
        sum({{ convert('service_periods.billed_amount', 'rates.rate') }}) as billed_mrr
    from service_periods
    inner join periods
        on service_periods.service_period_start < periods.effective_ends_at
        and service_periods.service_period_end >= periods.effective_ends_at
    left join rates
        on service_periods.currency = rates.currency
        and periods.closing_rate_date >= rates.valid_from
        and periods.closing_rate_date < rates.valid_until
    group by service_periods.customer_id, periods.period_grain, periods.period_start

)

select * from final
