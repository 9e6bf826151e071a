with {{ judged_rows('billing', 'invoices',
    parents={
        'billing.customers': ref('stg_billing__customers'),
        'billing.subscriptions': ref('stg_billing__subscriptions'),
    },
    rates=ref('int_exchange_rates')
) }}

{{ accepted_or_set_aside('billing', 'invoices') }}
