with {{ judged_rows('survey', 'invitations',
    parents={
        'billing.customers': ref('stg_billing__customers'),
        'survey.surveys': ref('stg_survey__surveys'),
    }
) }}

{{ accepted_or_set_aside('survey', 'invitations') }}
