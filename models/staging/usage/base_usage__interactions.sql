with {{ judged_rows('usage', 'interactions',
    parents={'billing.customers': ref('stg_billing__customers')}
) }}

{{ accepted_or_set_aside('usage', 'interactions') }}
