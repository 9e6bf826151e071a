with {{ judged_rows('survey', 'surveys',
    rules=special_quarantine_rules()['survey.surveys']
) }}

{{ accepted_or_set_aside('survey', 'surveys') }}
