with {{ judged_rows('usage', 'events',
    parents={'billing.customers': ref('stg_billing__customers')}
) }}

{{ accepted_or_set_aside('usage', 'events') }}
