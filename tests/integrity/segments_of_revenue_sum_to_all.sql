{#- The parts of a fixed segment add up to the whole in every amount of the ledger, and plan tiers do with
    their moves. -#}
{%- set amounts = [
    'opening_mrr', 'new_mrr', 'reactivation_mrr', 'expansion_mrr', 'contraction_mrr', 'churn_mrr', 'fx_mrr',
    'moved_in_mrr + moved_out_mrr', 'closing_mrr', 'base_mrr', 'gross_retained_mrr', 'net_retained_mrr',
    'base_mrr_trailing_year', 'gross_retained_mrr_trailing_year', 'net_retained_mrr_trailing_year', 'committed_mrr',
    'billed_mrr', 'customers_at_start', 'customers_at_end', 'moving_customers', 'customers_a_year_before',
    'billed_customers',
] -%}
with revenue as (

    select * from {{ ref('revenue_by_segment_period') }}

),

sums as (

    select
        period_grain,
        period_start,
        {% for amount in amounts -%}
        sum({{ amount }}) as amount_{{ loop.index }},
        {% endfor -%}
        segment_name
    from revenue
    group by period_grain, period_start, segment_name

)

select
    parts.period_grain,
    parts.period_start,
    parts.segment_name
from sums as parts
inner join sums as the_whole
    on parts.period_grain = the_whole.period_grain
    and parts.period_start = the_whole.period_start
    and the_whole.segment_name = 'all'
where parts.segment_name is null
    {% for amount in amounts -%}
    or parts.amount_{{ loop.index }} <> the_whole.amount_{{ loop.index }}
    {% endfor -%}
