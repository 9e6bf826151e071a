{#- The revenue ledger as the bars of a waterfall: each movement begins where the one before it ended. -#}
{%- set movements = ['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx', 'moved_in', 'moved_out'] -%}
with revenue as (

    select * from {{ ref('revenue_by_segment_period') }}

),

steps as (

    {%- for step in ['opening'] + movements + ['closing'] %}
    select
        period_grain,
        period_start,
        period_end,
        is_complete_period,
        segment_name,
        segment_value,
        '{{ step }}' as step,
        {{ loop.index }} as step_number,
        {{ step }}_mrr as step_mrr
    from revenue
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

accumulated as (

    select
        *,
        sum(step_mrr) over (
            partition by period_grain, period_start, segment_name, segment_value
            order by step_number
            rows between unbounded preceding and current row
        ) as running_mrr,
        step in ('opening', 'closing') as is_total
    from steps

),

final as (

    select
        period_grain,
        period_start,
        period_end,
        is_complete_period,
        segment_name,
        segment_value,
        step,
        step_number,
        step_mrr,
        case when step_mrr > 0 and not is_total then '+' else '' end
        || {{ number_text('step_mrr', 0) }} as step_mrr_text,
        case
            when is_total then 'total'
            when step_mrr < 0 then 'decrease'
            else 'increase'
        end as step_kind,
        cast(case when is_total then 0 else running_mrr - step_mrr end as {{ type_of('number') }}) as from_mrr,
        cast(case when is_total then step_mrr else running_mrr end as {{ type_of('number') }}) as to_mrr
    from accumulated

)

select * from final
