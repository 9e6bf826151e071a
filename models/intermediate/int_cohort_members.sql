{#- Customers by the month in which they were first active. -#}
with customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

months as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

final as (

    select
        customers.customer_id,
        customers.first_activated_at,
        months.period_start as cohort_month,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        customers.first_plan_tier as plan_tier
    from customers
    inner join months
        on customers.first_activated_at >= months.starts_at
        and customers.first_activated_at < months.effective_ends_at

)

select * from final
