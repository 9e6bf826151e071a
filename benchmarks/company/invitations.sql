-- Every invitation: each quarter, each kind of survey, to one to three people of each account.
create or replace temp table invitations as
with asked as (
    select
        accounts.account,
        accounts.customer_id,
        kinds.survey_id,
        people.range as person,
        hash(accounts.account, quarters.range, kinds.survey_id, people.range) as invitation,
        days_later(accounts.created_at, 40 + 91 * quarters.range) as sent_at
    from accounts
    cross join range(getvariable('days') // 91 + 1) as quarters
    cross join (select unnest(['nps', 'csat', 'value']) as survey_id) as kinds
    cross join range(3) as people
    where people.range < accounts.seats
        and dice(hash(accounts.account, quarters.range, people.range), kinds.survey_id) < 0.5
)

select
    *,
    'n' || printf('%016x', invitation) as invitation_id,
    customer_id || '-p' || cast(person as varchar) as respondent_id,
    case when dice(invitation, 'answers') < 0.35 then days_later(sent_at, 14 * power(dice(invitation, 'answered after'), 2)) end
        as responded_at
from asked
where sent_at < getvariable('knows_until');
