{#- Each segment's figure in the two latest complete periods, and the whole's, for metrics that come apart: additive
    ones by value a head (`sample_size` heads), ratios by their fraction. Points are a hundred times their fraction. -#}
{%- set key = ['metric', 'period_grain', 'segment_name', 'segment_value'] -%}
with figures as (

    select * from {{ ref('metric_values_reported') }}

),

places as (

    select * from {{ ref('int_period_places') }}
    where place <= 2

),

catalog as (

    select * from {{ ref('metric_catalog') }}

),

parted as (

    select
        figures.metric,
        figures.period_grain,
        figures.segment_name,
        figures.segment_value,
        places.place,
        catalog.additivity,
        figures.metric_value,
        case
            when catalog.additivity = 'additive' then figures.metric_value
            when catalog.unit = 'points' then 100 * figures.numerator
            else figures.numerator
        end as upper_part,
        case
            when catalog.additivity = 'additive' then cast(figures.sample_size as {{ type_of('double') }})
            else figures.denominator
        end as lower_part
    from figures
    inner join places
        on figures.period_grain = places.period_grain
        and figures.period_start = places.period_start
    inner join catalog
        on figures.metric = catalog.metric

),

final as (

    select
        {{ key | join(', ') }},
        {%- for place, prefix in {1: '', 2: 'earlier_'}.items() %}
        max(case when place = {{ place }} then metric_value end) as {{ prefix }}metric_value,
        coalesce(sum(case when place = {{ place }} then upper_part end), 0) as {{ prefix }}upper_part,
        coalesce(sum(case when place = {{ place }} then lower_part end), 0) as {{ prefix }}lower_part,
        {%- endfor %}
        additivity
    from parted
    group by {{ key | join(', ') }}, additivity

)

select * from final
