with {{ judged_rows('billing', 'exchange_rates') }}

{{ accepted_or_set_aside('billing', 'exchange_rates') }}
