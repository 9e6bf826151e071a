-- https://www.usedaymark.io/metrics/payback-period
-- https://www.feedgot.com/definitions/payback-period
with examples (source, customer_acquisition_cost, average_revenue_per_account, gross_margin, expected) as (

    values
    ('usedaymark.io: 1 200, 100 a month, 80 %', 1200, 100, 0.8, 15.0),
    ('feedgot.com: 500, 40 a month, 80 %; published 15.6', 500, 40, 0.8, 15.625),
    ('won for nothing', 0, 100, 0.8, 0.0),
    ('no margin: never', 1200, 100, 0, cast(null as {{ type_of('double') }})),
    ('a loss on every month: never, and not a negative number', 1200, 100, -0.2, cast(null as {{ type_of('double') }})),
    ('nobody pays: never', 1200, 0, 0.8, cast(null as {{ type_of('double') }})),
    ('unknown', 1200, null, 0.8, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ cac_payback_months('customer_acquisition_cost', 'average_revenue_per_account', 'gross_margin') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
