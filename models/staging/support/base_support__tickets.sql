with {{ judged_rows('support', 'tickets',
    parents={'billing.customers': ref('stg_billing__customers')}
) }}

{{ accepted_or_set_aside('support', 'tickets') }}
