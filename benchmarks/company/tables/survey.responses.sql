-- One in two hundred is off its scale.
with answered as (
    select
        *,
        days_later(responded_at, case when dice(invitation, 'late') < 0.01 then 10 * dice(invitation, 'lateness') else 0 end)
            as received_at,
        1 - power(dice(invitation, 'mood'), 2) as mood
    from invitations
    where responded_at is not null
)

select
    'a' || printf('%016x', invitation) as response_id,
    survey_id,
    customer_id,
    respondent_id,
    responded_at,
    case
        when survey_id = 'value' then null
        when dice(invitation, 'bad score') < 0.005 then 11
        when survey_id = 'nps' then floor(mood * 10.99)
        else 1 + floor(mood * 4.99)
    end as score,
    case when survey_id = 'value' then dice(invitation, 'business value') * 0.5 end as business_value_uplift,
    case when survey_id = 'value' then dice(invitation, 'quality of life') * 0.4 end as quality_of_life_uplift,
    pick(invitation, 'touchpoint', ['email', 'product', 'call']) as touchpoint,
    case when dice(invitation, 'comment') < 0.2 then 'Comment ' || cast(invitation as varchar) end as comment,
    received_at,
    received_at as updated_at
from answered
where received_at < getvariable('now_at')
order by received_at, response_id
