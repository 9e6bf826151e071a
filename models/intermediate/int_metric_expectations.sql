{#- What each month was expected to be, from the same month a year before and the last three, how far off it is, and
    whether that is an alert. Months are walked through one after the other, for a month whose alert is open does not
    enter what later ones are expected to be. Why so: docs/decisions.md. -#}
{%- set lags = range(1, 16) -%}
{%- set share_taken_over = 0.35 -%}
{%- set fewest_departures = 8 -%}
{%- set periods_until_new_level = 12 -%}
{%- set double = type_of('double') -%}
{%- set series = 'partition by metric, segment_name, segment_value order by period_number' -%}
{%- set first_month %}
with observations as (

    select * from {{ ref('int_metric_observations') }}

),

histories as (

    select
        metric,
        segment_name,
        segment_value,
        period_number,
        {% for back in lags %}lag(observation, {{ back - 1 }}) over ({{ series }}) as norm_{{ back }}, {% endfor %}
        count(observation) over (
            {{ series }}
            rows between {{ lags | length - 1 }} preceding and current row
        ) as observations_in_a_row
    from observations

),

-- From the first fifteen months in a row on there is something to expect.
beginnings as (

    select
        *,
        row_number() over ({{ series }}) as place
    from histories
    where observations_in_a_row = {{ lags | length }}

)

select
    metric,
    segment_name,
    segment_value,
    period_number,
    {% for back in lags %}norm_{{ back }}, {% endfor %}
    cast(null as {{ double }}) as expectation,
    cast(null as {{ double }}) as departure,
    cast(null as {{ double }}) as standard_error,
    cast(null as {{ double }}) as pair_departure,
    cast(null as {{ double }}) as pair_standard_error,
    cast(0 as {{ double }}) as squares,
    cast(0 as {{ double }}) as pair_squares,
    0 as departures,
    0 as pairs,
    false as is_judged,
    false as is_opened,
    false as is_open,
    cast(null as {{ type_of('text') }}) as close_reason,
    cast(null as {{ dbt.type_bigint() }}) as opened_number,
    0 as calm_periods,
    cast(0 as {{ double }}) as sum_while_open,
    0 as observations_while_open
from beginnings
where place = 1
{%- endset -%}
{%- set next_month %}
with expected as (

    select
        walked.*,
        walked.expectation as previous_expectation,
        case
            when not walked.is_open and coalesce(walked.close_reason, '') <> 'new_level' then walked.departure
        end as previous_departure,
        walked.norm_12 + (
            walked.norm_1 + walked.norm_2 + walked.norm_3 - walked.norm_13 - walked.norm_14 - walked.norm_15
        ) * {{ safe_divide(1, 3) }} as next_expectation,
        observations.period_number as next_number,
        observations.observation,
        observations.unit,
        observations.is_logarithmic,
        observations.has_sampling_error,
        observations.departure_variance,
        observations.earlier_observations,
        observations.period_bound,
        observations.pair_bound
    from walked
    inner join {{ ref('int_metric_observations') }} as observations
        on walked.metric = observations.metric
        and walked.segment_name = observations.segment_name
        and walked.segment_value = observations.segment_value
        and walked.period_number + 1 = observations.period_number

),

-- Of two months in a row both are measured against what was known before the first of them.
departed as (

    select
        *,
        observation - next_expectation as next_departure,
        next_expectation
        + coalesce((previous_expectation - norm_1) * {{ safe_divide(1, 3) }}, 0) as expectation_of_pair,
        {{ dispersion_of('squares', 'departures', 'has_sampling_error', 'period_bound') }}
            as dispersion,
        {{ dispersion_of('pair_squares', 'pairs', 'has_sampling_error', 'period_bound') }}
            as dispersion_of_pair,
        case
            when is_logarithmic then ln(1 + {{ var('alert_minimum_change') }})
            when unit = 'points' then 100 * {{ var('alert_minimum_change') }}
            else abs(next_expectation) * {{ var('alert_minimum_change') }}
        end as minimum_change,
        coalesce(
            observation is not null
            and earlier_observations >= {{ var('alert_minimum_history') }}
            and (has_sampling_error or departures >= {{ fewest_departures }}),
            false
        ) as is_judged_next
    from expected

),

measured as (

    select
        *,
        sqrt(departure_variance * dispersion) as next_standard_error,
        (observation - expectation_of_pair + previous_departure) * 0.5 as next_pair_departure,
        sqrt(departure_variance * {{ pair_variance() }} * dispersion_of_pair) as next_pair_standard_error
    from departed

),

judged as (

    select
        *,
        is_judged_next
        and abs(next_departure) >= greatest(minimum_change, period_bound * next_standard_error) as is_far,
        is_judged_next
        and coalesce(
            abs(next_pair_departure) >= greatest(minimum_change, pair_bound * next_pair_standard_error), false
        ) as is_pair_far,
        case
            when not is_open then 0
            when not is_judged_next then calm_periods
            when 2 * abs(next_departure) < period_bound * next_standard_error then calm_periods + 1
            else 0
        end as next_calm_periods
    from measured

),

decided as (

    select
        *,
        not is_open and (is_far or is_pair_far) as is_opened_next,
        case
            when not is_open then null
            when next_calm_periods >= {{ calm_periods_until_closed() }} then 'back'
            when next_number - opened_number >= {{ periods_until_new_level - 1 }} then 'new_level'
        end as next_close_reason,
        case when is_open then sum_while_open else 0 end + coalesce(next_departure, 0) as next_sum_while_open,
        case when is_open then observations_while_open else 0 end
        + case when observation is not null then 1 else 0 end as next_observations_while_open
    from judged

),

followed as (

    select
        *,
        is_opened_next and not is_far as is_opened_by_pair,
        is_opened_next or (is_open and next_close_reason is null) as is_open_next,
        observation is not null and not is_opened_next and not is_open as is_usual,
        -- A level that has lasted for a year is the norm.
        case
            when next_close_reason = 'new_level'
                then {{ safe_divide('next_sum_while_open', 'next_observations_while_open') }}
            else 0
        end as rise_of_norm
    from decided

)

select
    metric,
    segment_name,
    segment_value,
    next_number as period_number,
    rise_of_norm + case
        when is_opened_by_pair then expectation_of_pair
        when observation is null or is_open_next or next_close_reason = 'new_level' then next_expectation
        else next_expectation + {{ share_taken_over }} * next_departure
    end as norm_1,
    rise_of_norm + case when is_opened_by_pair then previous_expectation else norm_1 end as norm_2,
    {% for back in lags if back > 2 %}rise_of_norm + norm_{{ back - 1 }} as norm_{{ back }}, {% endfor %}
    next_expectation as expectation,
    next_departure as departure,
    next_standard_error as standard_error,
    next_pair_departure as pair_departure,
    next_pair_standard_error as pair_standard_error,
    squares + case
        when is_usual then {{ safe_divide('next_departure * next_departure', 'departure_variance') }} else 0
    end as squares,
    pair_squares + case
        when is_usual and next_pair_departure is not null
            then {{ safe_divide(
                'next_pair_departure * next_pair_departure', 'departure_variance * ' ~ pair_variance()
            ) }}
        else 0
    end as pair_squares,
    departures + case when is_usual then 1 else 0 end as departures,
    pairs + case when is_usual and next_pair_departure is not null then 1 else 0 end as pairs,
    is_judged_next as is_judged,
    is_opened_next as is_opened,
    is_open_next as is_open,
    next_close_reason as close_reason,
    case when is_opened_next then next_number when is_open then opened_number end as opened_number,
    next_calm_periods as calm_periods,
    next_sum_while_open as sum_while_open,
    next_observations_while_open as observations_while_open
from followed
{%- endset -%}
-- norm_1 to norm_15 are what later months are expected to follow: the last fifteen, the latest first.
with {{ walked(first_month, next_month, 'period_number', ref('int_metric_observations')) }},

observations as (

    select * from {{ ref('int_metric_observations') }}

),

final as (

    select
        observations.metric,
        observations.segment_name,
        observations.segment_value,
        observations.period_start,
        observations.period_end,
        observations.metric_value,
        case when observations.is_logarithmic then exp(walked.expectation) else walked.expectation end
            as expected_value,
        case
            when observations.is_logarithmic then exp(walked.expectation) * walked.standard_error
            else walked.standard_error
        end as standard_error,
        {{ safe_divide('walked.departure', 'walked.standard_error') }} as departure_in_errors,
        {{ safe_divide('walked.pair_departure', 'walked.pair_standard_error') }} as pair_departure_in_errors,
        observations.period_bound,
        observations.pair_bound,
        observations.direction,
        walked.is_judged,
        walked.is_opened,
        walked.is_open,
        walked.close_reason,
        openings.period_start as opened_period_start
    from walked
    inner join observations
        on walked.metric = observations.metric
        and walked.segment_name = observations.segment_name
        and walked.segment_value = observations.segment_value
        and walked.period_number = observations.period_number
    left join observations as openings
        on walked.metric = openings.metric
        and walked.segment_name = openings.segment_name
        and walked.segment_value = openings.segment_value
        and walked.opened_number = openings.period_number
    where walked.expectation is not null

)

select * from final
