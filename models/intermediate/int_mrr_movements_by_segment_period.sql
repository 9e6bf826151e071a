{#- The ledger by segment. A plan tier opens and moves with the customers counted under it and closes with those that
    hold it at the end: what they take along has moved out of the one and into the other. -#}
{%- set amounts = [
    'opening_mrr', 'new_mrr', 'reactivation_mrr', 'expansion_mrr', 'contraction_mrr', 'churn_mrr', 'fx_mrr',
    'moved_in_mrr', 'moved_out_mrr', 'closing_mrr', 'base_mrr', 'gross_retained_mrr', 'net_retained_mrr',
    'customers_at_start', 'customers_at_end', 'moving_customers',
] -%}
with movements as (

    select * from {{ ref('mrr_movements') }}

),

moved as (

    select
        *,
        case
            when movement_type in ('new', 'reactivation', 'expansion', 'contraction', 'churn') then 1
            else 0
        end as moving_customers,
        case when plan_tier_at_end <> plan_tier_of_movement then closing_mrr else 0 end as moved_mrr
    from movements

),

placed as (

    select
        period_grain,
        period_start,
        company_size,
        industry,
        region,
        acquisition_channel,
        plan_tier_of_movement as plan_tier,
        opening_mrr,
        new_mrr,
        reactivation_mrr,
        expansion_mrr,
        contraction_mrr,
        churn_mrr,
        fx_mrr,
        0 as moved_in_mrr,
        -moved_mrr as moved_out_mrr,
        0 as closing_mrr,
        base_mrr,
        gross_retained_mrr,
        net_retained_mrr,
        customers_at_start,
        0 as customers_at_end,
        moving_customers
    from moved
    union all
    select
        period_grain,
        period_start,
        company_size,
        industry,
        region,
        acquisition_channel,
        plan_tier_at_end as plan_tier,
        0 as opening_mrr,
        0 as new_mrr,
        0 as reactivation_mrr,
        0 as expansion_mrr,
        0 as contraction_mrr,
        0 as churn_mrr,
        0 as fx_mrr,
        moved_mrr as moved_in_mrr,
        0 as moved_out_mrr,
        closing_mrr,
        0 as base_mrr,
        0 as gross_retained_mrr,
        0 as net_retained_mrr,
        0 as customers_at_start,
        customers_at_end,
        0 as moving_customers
    from moved

),

segmented as (

    {{ across_segments('placed', ['period_grain', 'period_start'] + amounts) }}

),

final as (

    select
        {% for amount in amounts -%}
        {% if amount in ['moved_in_mrr', 'moved_out_mrr'] -%}
        sum(case when segment_name = 'plan_tier' then {{ amount }} else 0 end) as {{ amount }},
        {% else -%}
        sum({{ amount }}) as {{ amount }},
        {% endif -%}
        {% endfor -%}
        period_grain,
        period_start,
        segment_name,
        segment_value
    from segmented
    where segment_value is not null
    group by period_grain, period_start, segment_name, segment_value

)

select * from final
