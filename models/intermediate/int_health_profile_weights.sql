{#- The weights of a segment value hold as a whole: those of all only where it has none. -#}
with profiles as (

    select * from {{ ref('int_health_profiles') }}

),

weights as (

    select * from {{ ref('health_weights') }}

),

weighted as (

    select distinct
        segment_name,
        segment_value
    from weights

),

chosen as (

    select
        profiles.segment_name,
        profiles.segment_value,
        coalesce(weighted.segment_name, 'all') as weights_segment_name,
        coalesce(weighted.segment_value, 'all') as weights_segment_value
    from profiles
    left join weighted
        on profiles.segment_name = weighted.segment_name
        and profiles.segment_value = weighted.segment_value

),

final as (

    select
        chosen.segment_name,
        chosen.segment_value,
        weights.input,
        weights.weight
    from chosen
    inner join weights
        on chosen.weights_segment_name = weights.segment_name
        and chosen.weights_segment_value = weights.segment_value

)

select * from final
