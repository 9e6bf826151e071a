with {{ judged_rows('survey', 'responses',
    parents={
        'billing.customers': ref('stg_billing__customers'),
        'survey.surveys': ref('stg_survey__surveys'),
    },
    joins='left join ' ~ ref('stg_survey__surveys') ~ ' as surveys on settled.survey_id = surveys.survey_id',
    rules=[
        {'rule': 'score_off_the_scale', 'class': 'range',
            'condition': 'score < surveys.scale_min or score > surveys.scale_max'},
    ]
) }}

{{ accepted_or_set_aside('survey', 'responses') }}
