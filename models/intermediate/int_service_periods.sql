{#- Invoices that bill a stretch of time, spread over its months: whole ones where both ends fall on the same day of
    a month, else by days. -#}
with invoices as (

    select * from {{ ref('stg_billing__invoices') }}
    where status in ('paid', 'open')

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

dated as (

    select
        accounts.customer_id,
        invoices.invoice_id,
        invoices.currency,
        invoices.net_amount,
        invoices.service_period_start,
        invoices.service_period_end,
        -- Exports that end at 23:59:59 mean the midnight after; both ends move, so that no period gets longer.
        cast({{ add_seconds('invoices.service_period_start', policy('gap_tolerance_seconds')) }} as date) as first_day,
        cast({{ add_seconds('invoices.service_period_end', policy('gap_tolerance_seconds')) }} as date) as end_day
    from invoices
    inner join accounts
        on invoices.customer_id = accounts.account_id
    cross join as_of
    where invoices.issued_at < as_of.as_of_at
        and invoices.service_period_start < invoices.service_period_end

),

counted as (

    select
        *,
        {{ months_between('first_day', 'end_day') }} as months_billed,
        {{ days_between('first_day', 'end_day') }} as days_billed
    from dated

),

final as (

    select
        customer_id,
        invoice_id,
        currency,
        service_period_start,
        service_period_end,
        {{ spread_over_months('net_amount', 'first_day', 'end_day', 'months_billed', 'days_billed') }} as billed_amount
    from counted
    where days_billed > 0

)

select * from final
