{#- Spend knows its channel and nothing else, so the cost has the whole and the channels; other segments say so. -#}
{%- set lagged_start = instant_of_local(add_months(local_time('periods.starts_at'), -var('cac_lag_months'))) -%}
{%- set lagged_end = instant_of_local(add_months(local_time('periods.effective_ends_at'), -var('cac_lag_months'))) -%}
with counts as (

    select * from {{ ref('int_customer_counts_by_segment_period') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

spend as (

    select
        periods.period_grain,
        periods.period_start,
        expenses.channel as acquisition_channel,
        expenses.amount
    from {{ ref('int_expenses_converted') }} as expenses
    inner join periods
        on {{ lagged_start }} <= expenses.incurred_at
        and expenses.incurred_at < {{ lagged_end }}
    where expenses.is_acquisition_spend = 1

),

spend_segmented as (

    {{ across_segments('spend', ['period_grain', 'period_start', 'amount'], segments=['all', 'acquisition_channel']) }}

),

spend_totals as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        count(*) as bookings,
        sum(amount) as acquisition_spend
    from spend_segmented
    group by period_grain, period_start, segment_name, segment_value

),

joined as (

    select
        counts.period_grain,
        counts.period_start,
        counts.period_end,
        counts.is_complete_period,
        counts.segment_name,
        counts.segment_value,
        counts.new_customers,
        lag(counts.new_customers, 1, 0) over (
            partition by counts.period_grain, counts.segment_name, counts.segment_value
            order by counts.period_start
        ) as previous_new_customers,
        counts.segment_name in ('all', 'acquisition_channel') as is_attributable,
        coalesce(spend_totals.bookings, 0) as bookings,
        coalesce(spend_totals.acquisition_spend, 0) as acquisition_spend
    from counts
    left join spend_totals
        on counts.period_grain = spend_totals.period_grain
        and counts.period_start = spend_totals.period_start
        and counts.segment_name = spend_totals.segment_name
        and counts.segment_value = spend_totals.segment_value

),

reasoned as (

    select
        period_grain,
        period_start,
        period_end,
        is_complete_period,
        segment_name,
        segment_value,
        new_customers,
        previous_new_customers,
        new_customers - previous_new_customers as new_customers_gained,
        case when is_attributable then acquisition_spend end as acquisition_spend,
        case when is_attributable then new_customers end as attributed_new_customers,
        {{ null_reason('customer_acquisition_cost', [
            ('not is_attributable', 'not_attributable'),
            ('bookings = 0', 'no_spend'),
            ('new_customers = 0', 'no_base'),
        ]) }} as customer_acquisition_cost_null_reason,
        {{ null_reason('new_customer_growth_rate', [
            ('not is_complete_period', 'incomplete_period'),
            ('previous_new_customers = 0', 'no_base'),
        ]) }} as new_customer_growth_rate_null_reason
    from joined

),

final as (

    select
        *,
        {{ unless_null('customer_acquisition_cost', customer_acquisition_cost('acquisition_spend', 'new_customers')) }}
            as customer_acquisition_cost,
        {{ unless_null('new_customer_growth_rate',
            new_customer_growth_rate('new_customers', 'previous_new_customers')) }}
            as new_customer_growth_rate
    from reasoned

)

select * from final
