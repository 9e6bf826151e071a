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
    ('nobody arrives', 8.0, 0, 2),
    ('watched for a day beyond', 31.0, 0, 1)

),

instants (example, first_activated_at, reached_at) as (

    values
    ('half a day', timestamp '2025-01-01 00:00:00', timestamp '2025-01-01 12:00:00'),
    ('at once', timestamp '2025-01-01 00:00:00', timestamp '2025-01-01 00:00:00'),
    ('before the activation', timestamp '2025-01-01 00:00:00', timestamp '2024-12-01 00:00:00')

),

expectations (example, figure, expected) as (

    values
    ('two arrive, two wait', 'median', 10),
    ('two arrive, two wait', 'within 30 days', 0.625),
    ('all arrive', 'median', 30),
    ('all arrive', 'within 30 days', 0.6666666666666667),
    ('all at once', 'median', 1.5),
    ('all at once', 'within 30 days', 1),
    ('half arrive', 'median', 7),
    ('half arrive', 'within 30 days', 0.5),
    ('one half in four steps', 'median', 4),
    ('one half in four steps', 'within 30 days', 0.5),
    ('too few arrive', 'median', cast(null as {{ type_of('double') }})),
    ('too few arrive', 'within 30 days', 0.3333333333333333),
    ('nobody arrives', 'median', cast(null as {{ type_of('double') }})),
    ('nobody arrives', 'within 30 days', 0),
    ('watched for a day beyond', 'median', cast(null as {{ type_of('double') }})),
    ('watched for a day beyond', 'within 30 days', 0),
    ('half a day', 'days', 0.5),
    ('at once', 'days', 0),
    ('before the activation', 'days', 0)

),

curves as (

    select
        example,
        days_observed,
        {{ kaplan_meier('customers_reaching', 'customers_waiting',
            'partition by example order by days_observed rows unbounded preceding') }} as waiting_share
    from steps

),

computed as (

    select
        example,
        'median' as figure,
        {{ time_to_first_value_days('days_observed', 'waiting_share') }} as actual
    from curves
    group by example
    union all
    select
        example,
        'within 30 days' as figure,
        {{ reached_within(30, 'days_observed', 'waiting_share') }} as actual
    from curves
    group by example
    union all
    select
        example,
        'days' as figure,
        {{ days_to_value('first_activated_at', 'reached_at') }} as actual
    from instants

)

select
    expectations.example,
    expectations.figure,
    expectations.expected,
    computed.actual
from expectations
left join computed
    on expectations.example = computed.example
    and expectations.figure = computed.figure
where {{ differs('computed.actual', 'expectations.expected') }}
