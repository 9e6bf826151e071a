{#- Kaplan-Meier's curve of the customers of each period who still wait for their first value. -#}
with customer_periods as (

    select * from {{ ref('customer_periods') }}
    where new_customers = 1 and period_grain <> 'week'

),

values_reached as (

    select * from {{ ref('int_values_reached') }}

),

newcomers as (

    select
        customer_periods.period_grain,
        customer_periods.period_start,
        customer_periods.plan_tier_when_new as plan_tier,
        customer_periods.company_size,
        customer_periods.industry,
        customer_periods.region,
        customer_periods.acquisition_channel,
        values_reached.days_observed,
        values_reached.has_reached_value
    from customer_periods
    inner join values_reached
        on customer_periods.customer_id = values_reached.customer_id

),

segmented as (

    {{ across_segments('newcomers', ['period_grain', 'period_start', 'days_observed', 'has_reached_value']) }}

),

timed as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        days_observed,
        count(*) as customers,
        sum(has_reached_value) as customers_reaching
    from segmented
    group by period_grain, period_start, segment_name, segment_value, days_observed

),

-- Who is watched for exactly as long still waits then.
awaited as (

    select
        *,
        sum(customers) over (
            partition by period_grain, period_start, segment_name, segment_value
            order by days_observed desc
            rows between unbounded preceding and current row
        ) as customers_waiting
    from timed

),

final as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        days_observed,
        customers,
        customers_reaching,
        customers_waiting,
        {{ kaplan_meier('customers_reaching', 'customers_waiting',
            'partition by period_grain, period_start, segment_name, segment_value order by days_observed '
            ~ 'rows unbounded preceding') }}
            as waiting_share
    from awaited

)

select * from final
