{#- Of whom a churn risk is asked, and when: the customers of each complete month's end. -#}
with customer_months as (

    select * from {{ ref('customer_months') }}
    where customers_at_end = 1 and is_complete_period

),

periods as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

final as (

    select
        customer_months.customer_id,
        customer_months.period_start,
        periods.ends_at as cut_off_at,
        periods.period_end as cut_off_on,
        cast({{ add_days('periods.period_end', churn_risk_horizon_days()) }} as date) as horizon_ends_on,
        cast({{ add_months('periods.period_start', -3) }} as date) as three_months_before,
        customer_months.company_size,
        customer_months.industry,
        customer_months.region,
        customer_months.acquisition_channel,
        customer_months.plan_tier_at_end as plan_tier,
        {{ local_date('customers.first_activated_at') }} as first_activated_on
    from customer_months
    inner join periods
        on customer_months.period_start = periods.period_start
    inner join customers
        on customer_months.customer_id = customers.customer_id

)

select * from final
