{#- What is not said of a segment value is as for all. -#}
-- No score is computed by a seed that cannot be right: {{ ref('int_health_seed_problems') }}
with weights as (

    select * from {{ ref('health_weights') }}

),

thresholds as (

    select * from {{ ref('health_thresholds') }}

),

segments as (

    select
        segment_name,
        segment_value
    from weights
    union distinct
    select
        segment_name,
        segment_value
    from thresholds

),

final as (

    select
        segments.segment_name,
        segments.segment_value,
        {%- for threshold in [
            'healthy_from', 'watch_from', 'minimum_coverage', 'notable_change', 'heavy_support_tickets',
            'settled_after_days',
        ] %}
        coalesce(own.{{ threshold }}, of_all.{{ threshold }}) as {{ threshold }},
        {%- endfor %}
        coalesce(own.owner, of_all.owner) as owner
    from segments
    inner join thresholds as of_all
        on of_all.segment_name = 'all'
    left join thresholds as own
        on segments.segment_name = own.segment_name
        and segments.segment_value = own.segment_value

)

select * from final
