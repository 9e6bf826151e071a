-- One row per ticket with a score; a ticket without one was not answered and is no response.
select
    ticket_id as response_id,
    'ticket_satisfaction' as survey_id,
    account_id as customer_id,
    -- No person is named, so each ticket has its own unnamed respondent (README.md, Respondents).
    ticket_id as respondent_id,
    closed_at as responded_at,
    satisfaction_score as score,
    'ticket_closed' as touchpoint
from support_tickets
where satisfaction_score is not null
order by response_id
