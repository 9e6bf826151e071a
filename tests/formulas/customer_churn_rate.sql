with examples (source, churned_customers, customers_at_start, expected) as (

    values
    ('A §5.1', 100, 1000, 0.1),
    ('A worked example', 20, 200, 0.1),
    ('all leave', 7, 7, 1.0),
    ('nobody leaves', 0, 3, 0.0),
    ('nobody to lose', 0, 0, cast(null as {{ type_of('double') }})),
    ('a third', 1, 3, 0.3333333333333333)

),

computed as (

    select
        *,
        {{ customer_churn_rate('churned_customers', 'customers_at_start') }} as actual
    from examples

)

select * from computed
where {{ differs('actual', 'expected') }}
