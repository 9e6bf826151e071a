select
    unnest(['nps', 'csat', 'value']) as survey_id,
    unnest(['nps', 'csat', 'value']) as kind,
    unnest([0, 1, 0]) as scale_min,
    unnest([10, 5, 10]) as scale_max,
    unnest([null, 4, null]) as satisfied_from
