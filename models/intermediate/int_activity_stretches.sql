{#- Stretches without any gap, numbered by the spell that they belong to: a gap shorter than the tolerance
    does not end a spell. -#}
{%- set tolerance_seconds = [policy('gap_tolerance_seconds'), policy('reactivation_gap_days') * 86400] | max -%}
with active_terms as (

    select * from {{ ref('int_active_terms') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

bounded as (

    select
        active_terms.customer_id,
        active_terms.started_at,
        -- An open end lies after everything else.
        coalesce(active_terms.ended_at, {{ add_days('as_of.as_of_at', 1) }}) as ended_at,
        case when active_terms.ended_at is null then 1 else 0 end as is_open
    from active_terms
    cross join as_of

),

preceded as (

    select
        customer_id,
        started_at,
        ended_at,
        is_open,
        max(ended_at) over (
            partition by customer_id
            order by started_at, ended_at
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from bounded

),

marked as (

    select
        *,
        case when covered_until is null or started_at > covered_until then 1 else 0 end as starts_stretch,
        case
            when covered_until is null then 1
            when started_at > covered_until and started_at >= {{ add_seconds('covered_until', tolerance_seconds) }}
                then 1
            else 0
        end as starts_spell
    from preceded

),

numbered as (

    select
        *,
        sum(starts_stretch) over (partition by customer_id order by started_at, ended_at rows unbounded preceding)
            as stretch_number,
        sum(starts_spell) over (partition by customer_id order by started_at, ended_at rows unbounded preceding)
            as spell_number
    from marked

),

stretches as (

    select
        customer_id,
        cast(spell_number as integer) as spell_number,
        stretch_number,
        min(started_at) as started_at,
        case when max(is_open) = 0 then max(ended_at) end as ended_at
    from numbered
    group by customer_id, spell_number, stretch_number

),

final as (

    select
        customer_id,
        spell_number,
        started_at,
        ended_at,
        lead(started_at) over (partition by customer_id, spell_number order by started_at) as resumed_at
    from stretches

)

select * from final
