{#- What the segments of a dimension explain is the change of the whole, and all of it. -#}
with tree as (

    select * from {{ ref('metric_tree') }}

),

explained as (

    select
        metric,
        period_grain,
        segment_name,
        max(overall_change) as overall_change,
        sum(segment_part) as segment_part,
        sum(volume_part + mix_part + rate_part) as all_parts,
        sum(segment_share) as segment_share
    from tree
    where decomposition = 'decomposed'
    group by metric, period_grain, segment_name

),

wholes as (

    select * from tree
    where decomposition = 'whole'

)

select explained.*
from explained
inner join wholes
    on explained.metric = wholes.metric
    and explained.period_grain = wholes.period_grain
where
    {{ differs('explained.segment_part', 'wholes.previous_change') }}
    or {{ differs('explained.all_parts', 'wholes.previous_change') }}
    or {{ differs('explained.overall_change', 'wholes.previous_change') }}
    or {{ differs('explained.segment_share', 'case when wholes.previous_change <> 0 then 1.0 end') }}
