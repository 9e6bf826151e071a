-- The parts of a fixed segment add up to the whole in every amount of the ledger; plan tiers do, their moves included.
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
        segment_name
        {%- for amount in amounts %},
        sum({{ amount }}) as amount_{{ loop.index }}
        {%- endfor %}
    from revenue
    group by period_grain, period_start, segment_name

)

select
    parts.period_grain,
    parts.period_start,
    parts.segment_name
from sums as parts
inner join sums as whole
    on parts.period_grain = whole.period_grain
    and parts.period_start = whole.period_start
    and whole.segment_name = 'all'
where
    {%- for amount in amounts %}
    parts.amount_{{ loop.index }} <> whole.amount_{{ loop.index }}{{ '' if loop.last else ' or' }}
    {%- endfor %}
