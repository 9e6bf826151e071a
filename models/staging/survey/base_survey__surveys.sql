with {{ judged_rows('survey', 'surveys',
    rules=[
        {'rule': 'scale_not_scorable', 'class': 'range',
            'condition': "kind = 'nps' and not (scale_min in (0, 1) and scale_max = 10)"},
        {'rule': 'scale_not_upward', 'class': 'range', 'condition': 'scale_min >= scale_max'},
    ]
) }}

{{ accepted_or_set_aside('survey', 'surveys') }}
