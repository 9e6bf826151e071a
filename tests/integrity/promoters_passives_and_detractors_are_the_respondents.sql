select *
from {{ ref('nps_by_segment_period') }}
where promoters + passives + detractors <> respondents
