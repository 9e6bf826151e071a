{#- The months of each metric and segment value as departures are judged on them: on which scale, how uncertain, and how
    far off is too far. -#}
{%- set grown_units = "('currency', 'count', 'multiple', 'hours', 'days', 'months')" -%}
{%- set series = 'partition by metric, segment_name, segment_value order by period_number' -%}
with figures as (

    select * from {{ ref('metric_values_reported') }}

),

catalog as (

    select * from {{ ref('metric_catalog') }}

),

-- What grows, grows by shares, and so do its seasons: it is judged in logarithms.
observed as (

    select
        figures.metric,
        figures.segment_name,
        figures.segment_value,
        figures.period_start,
        figures.period_end,
        figures.metric_value,
        figures.unit,
        figures.direction,
        figures.unit in {{ grown_units }} as is_logarithmic,
        row_number() over (
            partition by figures.metric, figures.segment_name, figures.segment_value order by figures.period_start
        ) as period_number,
        case
            when figures.is_small_sample then null
            when figures.unit not in {{ grown_units }} then figures.metric_value
            when figures.metric_value > 0 then ln(figures.metric_value)
        end as observation,
        {{ safe_divide('figures.interval_high - figures.interval_low', '2 * ' ~ z_95()) }} as sampling_error
    from figures
    inner join catalog
        on figures.metric = catalog.metric
    where
        figures.period_grain = 'month'
        and figures.is_complete_period
        and catalog.status = 'canonical'

),

-- Where there is no interval the history gives the size of the error: each observation counts the same.
counted as (

    select
        *,
        max(case when sampling_error is not null then 1 else 0 end) over (
            partition by metric, segment_name, segment_value
        ) = 1 as has_sampling_error,
        case when observation is not null then coalesce(sampling_error * sampling_error, 1) end as variance,
        count(observation) over (
            {{ series }}
            rows between unbounded preceding and 1 preceding
        ) as earlier_observations,
        sum(case when segment_name <> 'all' and observation is not null then 1 else 0 end) over (
            partition by metric, period_start
        ) as segments_together
    from observed

),

-- The figure's own variance, and that of what is expected: a twelfth period before, and the mean of three changes.
with_variance_of_departure as (

    select
        *,
        case when segment_name = 'all' then 1 else greatest(1, segments_together) end as comparisons,
        variance
        + coalesce(lag(variance, 12) over ({{ series }}), variance)
        + (
            {%- for back in [1, 2, 3, 13, 14, 15] %}
            coalesce(lag(variance, {{ back }}) over ({{ series }}), variance)
            {{ '+' if not loop.last }}
            {%- endfor %}
        ) * {{ safe_divide(1, 9) }} as departure_variance
    from counted

),

final as (

    select
        metric,
        segment_name,
        segment_value,
        period_start,
        period_end,
        period_number,
        metric_value,
        unit,
        direction,
        is_logarithmic,
        observation,
        has_sampling_error,
        departure_variance,
        earlier_observations,
        {{ alert_bound('period', 'comparisons') }} as period_bound,
        {{ alert_bound('pair', 'comparisons') }} as pair_bound
    from with_variance_of_departure

)

select * from final
