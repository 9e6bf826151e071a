-- https://chargebee.com/docs/2.0/recurring-revenue.html
-- 5 000 at the beginning, 6 000 at the end. The page takes the smaller of the totals; a customer who shrank is then
-- hidden by one who grew, so the second example gives the same totals customer by customer.
with customers (example, customer_id, base_mrr, mrr_now) as (

    values
    ('one customer', 'A', 5000, 6000),
    ('one shrinks, one grows', 'A', 3000, 2000),
    ('one shrinks, one grows', 'B', 2000, 4000)

),

computed as (

    select
        example,
        {{ gross_revenue_retention('sum(least(base_mrr, mrr_now))', 'sum(base_mrr)') }} as figure,
        {{ gross_revenue_retention('least(sum(base_mrr), sum(mrr_now))', 'sum(base_mrr)') }} as figure_of_totals
    from customers
    group by example

),

-- Printed: 5000/5000 = 1 %, which is 100 %.
published (example, expected, expected_of_totals) as (

    values
    ('one customer', 1.0, 1.0),
    ('one shrinks, one grows', 0.8, 1.0)

),

final as (

    select
        published.example,
        computed.figure,
        computed.figure_of_totals,
        published.expected,
        published.expected_of_totals
    from published
    left join computed
        on published.example = computed.example

)

select * from final
where
    {{ differs('figure', 'expected') }}
    or {{ differs('figure_of_totals', 'expected_of_totals') }}
