select
    hash(response_id) as response_id,
    survey_id,
    hash(customer_id) as customer_id,
    hash(respondent_id) as respondent_id,
    responded_at,
    cast(score as decimal(38, 6)) as score,
    business_value_uplift,
    quality_of_life_uplift
from raw.survey_responses
where score is null or score <= 10 and (survey_id = 'nps' or score <= 5)
