with visits (example, user_id, is_in_may) as (

    values
    ('one comes again, one once, one before', 'often', true),
    ('one comes again, one once, one before', 'often', true),
    ('one comes again, one once, one before', 'once', true),
    ('one comes again, one once, one before', 'in_april', false),
    ('the unnamed are one', '', true),
    ('the unnamed are one', '', true),
    ('nobody in the month', 'in_april', false)

),

expectations (example, expected) as (

    values
    ('one comes again, one once, one before', 2),
    ('the unnamed are one', 1),
    ('nobody in the month', 0)

),

computed as (

    select
        example,
        {{ monthly_active_users('user_id', 'is_in_may') }} as actual
    from visits
    group by example

)

select
    expectations.example,
    expectations.expected,
    computed.actual
from expectations
left join computed
    on expectations.example = computed.example
where {{ differs('computed.actual', 'expectations.expected') }}
