{%- set before = 'partition by customer_id order by period_start rows between 3 preceding and 1 preceding' -%}
with customer_months as (

    select * from {{ ref('customer_months') }}

),

periods as (

    select
        period_start,
        {{ days_between('period_start', 'closing_rate_date') }} + 1 as days_counted
    from {{ ref('int_periods') }}
    where period_grain = 'month'

),

health_months as (

    select * from {{ ref('int_health_customer_months') }}

),

measured as (

    select
        customer_months.customer_id,
        customer_months.period_start,
        customer_months.customers_at_start,
        customer_months.usage_quantity,
        periods.days_counted
    from customer_months
    inner join periods
        on customer_months.period_start = periods.period_start

),

compared as (

    select
        customer_id,
        period_start,
        usage_quantity,
        days_counted,
        coalesce(sum(customers_at_start) over ({{ before }}), 0) as months_before,
        coalesce(sum(usage_quantity) over ({{ before }}), 0) as usage_quantity_before,
        sum(days_counted) over ({{ before }}) as days_before
    from measured

),

final as (

    select
        health_months.customer_id,
        health_months.period_start,
        case when compared.months_before = 3 then
            {{ usage_trend(
                'compared.usage_quantity', 'compared.days_counted', 'compared.usage_quantity_before',
                'compared.days_before'
            ) }}
        end as input_value,
        case when compared.months_before < 3 then 'too_new' end as missing_reason
    from health_months
    inner join compared
        on health_months.customer_id = compared.customer_id
        and health_months.period_start = compared.period_start

)

select * from final
