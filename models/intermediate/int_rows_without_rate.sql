{#- Rows of money that are set aside, because their currency has no rate on their own day. -#}
{{ config(post_hook="{{ report_rows_set_aside(this) }}") }}
with refunds as (

    select * from {{ ref('stg_billing__refunds') }}

),

dated as (

    select
        'billing.subscriptions' as raw_table,
        subscription_version_id as row_id,
        currency,
        {{ local_date('started_at') }} as rate_day
    from {{ ref('stg_billing__subscriptions') }}
    union all
    select
        'billing.invoices' as raw_table,
        invoice_id as row_id,
        currency,
        {{ local_date('issued_at') }} as rate_day
    from {{ ref('stg_billing__invoices') }}
    union all
    select
        'billing.refunds' as raw_table,
        refund_id as row_id,
        currency,
        {{ local_date('refunded_at') }} as rate_day
    from refunds
    union all
    select
        'billing.expenses' as raw_table,
        expense_id as row_id,
        currency,
        incurred_on as rate_day
    from {{ ref('stg_billing__expenses') }}

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

without_rate as (

    select
        dated.raw_table,
        dated.row_id,
        dated.currency,
        dated.rate_day
    from dated
    left join rates
        on dated.currency = rates.currency
        and dated.rate_day >= rates.valid_from
        and dated.rate_day < rates.valid_until
    where rates.rate is null

),

-- Money back on what does not count does not count either.
refunds_without_invoice as (

    select
        'billing.refunds' as raw_table,
        refunds.refund_id as row_id,
        without_rate.currency,
        without_rate.rate_day
    from refunds
    inner join without_rate
        on refunds.invoice_id = without_rate.row_id
        and without_rate.raw_table = 'billing.invoices'

),

final as (

    select * from without_rate
    union all
    select refunds_without_invoice.*
    from refunds_without_invoice
    left join without_rate
        on refunds_without_invoice.row_id = without_rate.row_id
        and without_rate.raw_table = 'billing.refunds'
    where without_rate.row_id is null

)

select * from final
