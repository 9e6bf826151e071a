{#- Everything that lifetime values and orders sum: what a customer did in the twelve months that end with a month. The
    cost to serve is borne in proportion to revenue; where there is none, nobody bears it and the whole still does. -#}
{%- set segments = ['plan_tier'] + fixed_segments() -%}
with periods as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

exposures as (

    select * from {{ ref('int_exposure_by_customer_period') }}
    where period_grain = 'month'

),

entries as (

    select * from {{ ref('int_revenue_entries_segmented') }}

),

buyers as (

    select * from {{ ref('int_buyers_by_period') }}
    where period_grain = 'month'

),

whole as (

    select * from {{ ref('int_trailing_year_by_segment_period') }}
    where period_grain = 'month' and segment_name = 'all'

),

revenues as (

    select
        entries.customer_id,
        periods.period_start,
        {% for segment in segments -%}
        entries.{{ segment }},
        {% endfor -%}
        sum(entries.amount) as revenue,
        sum(entries.is_order) as orders
    from entries
    inner join periods
        on entries.entry_at >= periods.trailing_year_starts_at
        and entries.entry_at < periods.effective_ends_at
    group by entries.customer_id, periods.period_start, entries.{{ segments | join(', entries.') }}

),

placed as (

    select
        customer_id,
        period_start,
        {{ segments | join(', ') }},
        customer_years,
        churn_events,
        0 as revenue,
        0 as orders,
        0 as buyers,
        0 as repeat_buyers
    from exposures
    union all
    select
        customer_id,
        period_start,
        {{ segments | join(', ') }},
        0 as customer_years,
        0 as churn_events,
        revenue,
        orders,
        0 as buyers,
        0 as repeat_buyers
    from revenues
    union all
    select
        customer_id,
        period_start,
        {{ segments | join(', ') }},
        0 as customer_years,
        0 as churn_events,
        0 as revenue,
        0 as orders,
        1 as buyers,
        case when orders >= 2 then 1 else 0 end as repeat_buyers
    from buyers

),

summed as (

    select
        customer_id,
        period_start,
        {{ segments | join(', ') }},
        sum(customer_years) as customer_years,
        sum(churn_events) as churn_events,
        sum(revenue) as revenue,
        sum(orders) as orders,
        sum(buyers) as buyers,
        sum(repeat_buyers) as repeat_buyers
    from placed
    group by customer_id, period_start, {{ segments | join(', ') }}

),

shared as (

    select
        summed.*,
        {{ cost_share('whole.cost_to_serve', 'summed.revenue', 'whole.revenue') }} as cost_to_serve
    from summed
    inner join whole
        on summed.period_start = whole.period_start
    union all
    select
        'unattributed' as customer_id,
        whole.period_start,
        {% for segment in segments -%}
        'unattributed' as {{ segment }},
        {% endfor -%}
        0 as customer_years,
        0 as churn_events,
        0 as revenue,
        0 as orders,
        0 as buyers,
        0 as repeat_buyers,
        whole.cost_to_serve
    from whole
    where whole.revenue = 0

),

final as (

    select
        shared.customer_id,
        shared.period_start,
        periods.period_end,
        periods.is_complete_period,
        shared.plan_tier,
        shared.company_size,
        shared.industry,
        shared.region,
        shared.acquisition_channel,
        cast(shared.customer_years as {{ type_of('double') }}) as customer_years,
        cast(shared.churn_events as {{ dbt.type_bigint() }}) as churn_events,
        cast({{ unless_switched_off('average_order_value', 'shared.revenue') }} as {{ type_of('number') }}) as revenue,
        cast({{ unless_switched_off('average_order_value', 'shared.orders') }} as {{ dbt.type_bigint() }}) as orders,
        cast({{ unless_switched_off('customer_lifetime_value', 'shared.cost_to_serve') }} as {{ type_of('double') }})
            as cost_to_serve,
        cast(shared.buyers as {{ dbt.type_bigint() }}) as buyers,
        cast(shared.repeat_buyers as {{ dbt.type_bigint() }}) as repeat_buyers
    from shared
    inner join periods
        on shared.period_start = periods.period_start

)

select * from final
