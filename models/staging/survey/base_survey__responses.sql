with {{ judged_rows('survey', 'responses',
    parents={
        'billing.customers': ref('stg_billing__customers'),
        'survey.surveys': ref('stg_survey__surveys'),
    },
    joins='left join ' ~ ref('stg_survey__surveys') ~ ' as surveys on settled.survey_id = surveys.survey_id',
    rules=special_quarantine_rules()['survey.responses']
) }}

{{ accepted_or_set_aside('survey', 'responses') }}
