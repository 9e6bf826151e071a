-- https://about.gitlab.com/handbook/customer-success/vision/
-- Two customers, MRR of twelve months ago and of now. Gross is the smaller of both per customer, then summed.
with customers (customer_id, base_mrr, mrr_now) as (

    values
    ('X', 50, 100),
    ('Y', 125, 100)

),

retained as (

    select
        customer_id,
        base_mrr,
        mrr_now,
        least(base_mrr, mrr_now) as gross_retained_mrr
    from customers

),

per_customer as (

    select
        customer_id as example,
        {{ gross_revenue_retention_trailing_year('gross_retained_mrr', 'base_mrr') }} as gross_retention,
        {{ net_revenue_retention_trailing_year('mrr_now', 'base_mrr') }} as net_retention
    from retained

),

together as (

    select
        'both' as example,
        {{ gross_revenue_retention_trailing_year('sum(gross_retained_mrr)', 'sum(base_mrr)') }} as gross_retention,
        {{ net_revenue_retention_trailing_year('sum(mrr_now)', 'sum(base_mrr)') }} as net_retention
    from retained

),

-- Printed: X 100 % and 200 %, Y 80 % and 80 %, both about 86 % and 114 %.
published (example, expected_gross, expected_net) as (

    values
    ('X', 1.0, 2.0),
    ('Y', 0.8, 0.8),
    ('both', 0.8571428571428571, 1.1428571428571428)

),

computed as (

    select * from per_customer
    union all
    select * from together

),

final as (

    select
        published.example,
        computed.gross_retention,
        computed.net_retention,
        published.expected_gross,
        published.expected_net
    from published
    left join computed
        on published.example = computed.example

)

select * from final
where
    {{ differs('gross_retention', 'expected_gross') }}
    or {{ differs('net_retention', 'expected_net') }}
