select
    invitation_id,
    survey_id,
    customer_id,
    respondent_id,
    sent_at,
    sent_at as received_at,
    sent_at as updated_at
from invitations
where sent_at < getvariable('now_at')
order by sent_at, invitation_id
