-- The only survey: the score asked for when a ticket is closed. Without satisfied_from
-- the specification's rule for five-point scales applies: satisfied is 4 or 5.
select
    'ticket_satisfaction' as survey_id,
    'csat' as kind,
    1 as scale_min,
    5 as scale_max
