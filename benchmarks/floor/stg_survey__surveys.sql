select
    survey_id,
    kind as survey_kind,
    cast(scale_min as decimal(38, 6)) as scale_min,
    cast(scale_max as decimal(38, 6)) as scale_max,
    cast(satisfied_from as decimal(38, 6)) as satisfied_from
from raw.survey_surveys
