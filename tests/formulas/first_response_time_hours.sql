with tickets (example, opened_at, first_responded_at) as (

    values
    ('two answers, one open', timestamp '2025-01-01 00:00:00', timestamp '2025-01-01 01:30:00'),
    ('two answers, one open', timestamp '2025-01-01 00:00:00', timestamp '2025-01-01 02:00:00'),
    ('two answers, one open', timestamp '2025-01-01 00:00:00', cast(null as timestamp)),
    ('answered at once', timestamp '2025-01-01 00:00:00', timestamp '2025-01-01 00:00:00'),
    ('never answered', timestamp '2025-01-01 00:00:00', cast(null as timestamp))

),

expectations (example, expected) as (

    values
    ('two answers, one open', 1.75),
    ('answered at once', 0),
    ('never answered', cast(null as {{ type_of('double') }}))

),

computed as (

    select
        example,
        {{ first_response_time_hours(response_hours('opened_at', 'first_responded_at')) }} as actual
    from tickets
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
