with {{ judged_rows('billing', 'refunds',
    parents={'billing.invoices': ref('stg_billing__invoices')},
    rates=ref('int_exchange_rates')
) }}

{{ accepted_or_set_aside('billing', 'refunds') }}
