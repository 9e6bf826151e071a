select *
from {{ ref('metric_values') }}
where interval_low > metric_value + 0.000000001
    or interval_high < metric_value - 0.000000001
    or (interval_low is null) <> (interval_high is null)
    or (metric_value is null and interval_low is not null)
