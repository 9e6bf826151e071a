with steps (example, days_observed, customers_reaching, customers_waiting) as (

    values
    ('two arrive, two wait', 2.0, 1, 4),
    ('two arrive, two wait', 5.0, 0, 3),
    ('two arrive, two wait', 10.0, 1, 2),
    ('two arrive, two wait', 20.0, 0, 1),
    ('all arrive', 0.0, 1, 3),
    ('all arrive', 30.0, 1, 2),
    ('all arrive', 90.5, 1, 1),
    ('all at once', 1.5, 4, 4),
    ('half arrive', 7.0, 2, 4),
    ('half arrive', 9.0, 0, 2),
    -- 6/7 x 5/6 x 4/5 x 7/8 is one half, and a hair above it in floating point.
    ('one half in four steps', 1.0, 1, 7),
    ('one half in four steps', 2.0, 1, 6),
    ('one half in four steps', 3.0, 1, 5),
    ('one half in four steps', 4.0, 1, 8),
    ('too few arrive', 3.0, 1, 3),
    ('too few arrive', 8.0, 0, 2),
    ('nobody arrives', 8.0, 0, 2)

),

expectations (example, expected, within_30, within_90) as (

    values
    ('two arrive, two wait', 10, 0.625, 0.625),
    ('all arrive', 30, 0.6666666666666667, 0.6666666666666667),
    ('all at once', 1.5, 1, 1),
    ('half arrive', 7, 0.5, 0.5),
    ('one half in four steps', 4, 0.5, 0.5),
    ('too few arrive', cast(null as double precision), 0.3333333333333333, 0.3333333333333333),
    ('nobody arrives', cast(null as double precision), 0, 0)

),

curves as (

    select
        example,
        days_observed,
        {{ waiting_share('customers_reaching', 'customers_waiting', ['example'], 'days_observed') }} as waiting_share
    from steps

),

computed as (

    select
        example,
        {{ time_to_first_value_days('days_observed', 'waiting_share') }} as actual,
        {{ reached_within(30, 'days_observed', 'waiting_share') }} as actual_within_30,
        {{ reached_within(90, 'days_observed', 'waiting_share') }} as actual_within_90
    from curves
    group by example

),

instants (example, first_activated_at, reached_at, expected) as (

    values
    ('half a day', timestamp '2025-01-01 00:00:00', timestamp '2025-01-01 12:00:00', 0.5),
    ('at once', timestamp '2025-01-01 00:00:00', timestamp '2025-01-01 00:00:00', 0),
    ('before the activation', timestamp '2025-01-01 00:00:00', timestamp '2024-12-01 00:00:00', 0)

)

select
    expectations.example,
    expectations.expected,
    computed.actual
from expectations
left join computed
    on expectations.example = computed.example
where {{ differs('computed.actual', 'expectations.expected') }}
    or {{ differs('computed.actual_within_30', 'expectations.within_30') }}
    or {{ differs('computed.actual_within_90', 'expectations.within_90') }}
union all
select
    example,
    expected,
    {{ days_to_value('first_activated_at', 'reached_at') }} as actual
from instants
where {{ differs(days_to_value('first_activated_at', 'reached_at'), 'expected') }}
