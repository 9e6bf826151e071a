{#- The latest complete period of each grain against the one before, the one a year before, and the last six. -#}
{%- set key = ['metric', 'period_grain', 'segment_name', 'segment_value'] -%}
with figures as (

    select * from {{ ref('metric_values_reported') }}

),

places as (

    select * from {{ ref('int_period_places') }}

),

placed as (

    select
        figures.*,
        places.place,
        places.place = places.last_year_place as is_last_year
    from figures
    inner join places
        on figures.period_grain = places.period_grain
        and figures.period_start = places.period_start
    where places.place <= 6 or places.place = places.last_year_place

),

side_by_side as (

    select
        {%- for name, condition in {
            'latest': 'place = 1', 'previous': 'place = 2', 'last_year': 'is_last_year'
        }.items() %}
        max(case when {{ condition }} then metric_value end) as {{ name }}_value,
        max(case when {{ condition }} then interval_low end) as {{ name }}_low,
        max(case when {{ condition }} then interval_high end) as {{ name }}_high,
        {%- endfor %}
        {{ key | join(', ') }}
    from placed
    group by {{ key | join(', ') }}

),

slopes as (

    select
        {{ key | join(', ') }},
        {{ trend_slope('place', 'metric_value') }} as trend_slope,
        {{ trend_margin_low('place', 'metric_value', 'interval_low', 'interval_high') }} as margin_low,
        {{ trend_margin_high('place', 'metric_value', 'interval_low', 'interval_high') }} as margin_high
    from placed
    where place <= 6
    group by {{ key | join(', ') }}

),

changed as (

    select
        side_by_side.*,
        {%- for earlier in ['previous', 'last_year'] %}
        side_by_side.latest_value - side_by_side.{{ earlier }}_value as {{ earlier }}_change,
        {{ difference_low('side_by_side.latest_value', 'side_by_side.latest_low',
            'side_by_side.' ~ earlier ~ '_value', 'side_by_side.' ~ earlier ~ '_high') }} as {{ earlier }}_change_low,
        {{ difference_high('side_by_side.latest_value', 'side_by_side.latest_high',
            'side_by_side.' ~ earlier ~ '_value', 'side_by_side.' ~ earlier ~ '_low') }} as {{ earlier }}_change_high,
        {%- endfor %}
        slopes.trend_slope,
        slopes.trend_slope - slopes.margin_low as trend_slope_low,
        slopes.trend_slope + slopes.margin_high as trend_slope_high
    from side_by_side
    left join slopes
        on side_by_side.metric = slopes.metric
        and side_by_side.period_grain = slopes.period_grain
        and side_by_side.segment_name = slopes.segment_name
        and side_by_side.segment_value = slopes.segment_value

),

final as (

    select
        {{ key | join(', ') }},
        {%- for change in ['previous_change', 'last_year_change', 'trend_slope'] %}
        {{ change }},
        {{ change }}_low,
        {{ change }}_high,
        {{ significance(change, change ~ '_low', change ~ '_high') }} as {{ change }}_significance,
        {%- endfor %}
        previous_value,
        last_year_value
    from changed

)

select * from final
