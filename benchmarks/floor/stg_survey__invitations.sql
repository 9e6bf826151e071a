select
    hash(invitation_id) as invitation_id,
    survey_id,
    hash(customer_id) as customer_id,
    hash(respondent_id) as respondent_id,
    sent_at
from raw.survey_invitations
