with user_days (example, users, is_their_last_day_in_may) as (

    values
    ('three on one day, of whom two come again', 2, false),
    ('three on one day, of whom two come again', 1, true),
    ('three on one day, of whom two come again', 2, true),
    ('nobody in the month', 4, false)

),

expectations (example, expected) as (

    values
    ('three on one day, of whom two come again', 3),
    ('nobody in the month', 0)

),

computed as (

    select
        example,
        {{ monthly_active_users('users', 'is_their_last_day_in_may') }} as actual
    from user_days
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
