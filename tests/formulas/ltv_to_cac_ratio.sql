-- https://corporatefinanceinstitute.com/resources/valuation/cac-ltv-ratio/
with examples (source, customer_lifetime_value, customer_acquisition_cost, expected) as (

    values
    ('corporatefinanceinstitute.com: (50 - 30) / (1 - 75 %) = 80 and 10 000 / 1 000 = 10', 80, 10, 8.0),
    ('a loss on every customer', -50, 100, -0.5),
    ('worth nothing', 0, 100, 0.0),
    ('won for nothing', 80, 0, cast(null as {{ type_of('double') }})),
    ('unknown', null, 10, cast(null as {{ type_of('double') }}))

),

computed as (

    select
        *,
        {{ ltv_to_cac_ratio('customer_lifetime_value', 'customer_acquisition_cost') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
