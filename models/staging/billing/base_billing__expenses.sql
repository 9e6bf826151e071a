with {{ judged_rows('billing', 'expenses',
    rates=ref('int_exchange_rates')
) }}

{{ accepted_or_set_aside('billing', 'expenses') }}
