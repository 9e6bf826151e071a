{#- How far each feed lags and how much of it is quarantined, beside what is too much. -#}
{#- As-of follows the feeds: where all of them have stopped only the clock knows. Of a day gone by it says nothing. -#}
{%- set lag = 'hours_behind_as_of' if var('as_of') or is_a_seed('billing', 'customers') else 'hours_behind_clock' -%}
with feeds as (

    select * from {{ ref('data_through_by_feed') }}

),

reconciled as (

    select * from {{ ref('load_reconciliation') }}

),

final as (

    select
        'data_stale' as alert_type,
        raw_table,
        {{ lag }} as reading,
        cast(24 * {{ stale_after_days('raw_table') }} as {{ type_of('double') }}) as most
    from feeds
    union all
    select
        'quarantine' as alert_type,
        raw_table,
        {{ safe_divide('quarantined_rows', 'raw_rows') }} as reading,
        cast({{ var('alert_quarantine_share') }} as {{ type_of('double') }}) as most
    from reconciled

)

select * from final
