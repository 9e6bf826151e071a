-- https://churnzero.net/churnopedia/net-revenue-retention/
with examples (source, net_retained_mrr, base_mrr, expected) as (

    values
    ('churnzero.net: 27 000, 35 000 less 5 000 lost; published 111 %', 35000 - 5000, 27000, 1.1111111111111112),
    ('100 to 150, 50 to 30, 50 leaves', 180, 200, 0.9),
    ('all leave', 0, 200, 0.0),
    ('nobody to keep', 0, 0, cast(null as {{ type_of('double') }})),
    ('unknown', null, 200, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ net_revenue_retention('net_retained_mrr', 'base_mrr') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
