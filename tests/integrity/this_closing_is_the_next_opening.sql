-- Of every customer, currency and segment: what a period closes with the next one opens with, to the last decimal.
with customers as (

    select
        'customer ' || customer_id as whose,
        period_grain,
        period_start,
        period_end,
        opening_mrr,
        closing_mrr
    from {{ ref('mrr_movements') }}

),

currencies as (

    select
        'customer ' || customer_id || ' in ' || currency as whose,
        period_grain,
        period_start,
        period_end,
        opening_mrr,
        closing_mrr
    from {{ ref('mrr_movements_by_currency') }}

),

segments as (

    select
        segment_name || ' ' || segment_value as whose,
        period_grain,
        period_start,
        period_end,
        opening_mrr,
        closing_mrr
    from {{ ref('revenue_by_segment_period') }}

),

ledgers as (

    select * from customers
    union all
    select * from currencies
    union all
    select * from segments

),

periods as (

    select * from {{ ref('int_periods') }}

)

select
    coalesce(closed.whose, opened.whose) as whose,
    coalesce(closed.period_grain, opened.period_grain) as period_grain,
    closed.period_start as period_closed,
    opened.period_start as period_opened,
    closed.closing_mrr,
    opened.opening_mrr
from ledgers as closed
full join ledgers as opened
    on closed.whose = opened.whose
    and closed.period_grain = opened.period_grain
    and closed.period_end = opened.period_start
where coalesce(closed.closing_mrr, 0) <> coalesce(opened.opening_mrr, 0)
    -- The last period has no next one.
    and coalesce(closed.period_end, opened.period_start) <= (
        select max(periods.period_start) from periods
        where periods.period_grain = coalesce(closed.period_grain, opened.period_grain)
    )
