{%- set not_recurring = [nothing_recurs()] -%}
{%- set ledger = [
    'opening_mrr', 'new_mrr', 'reactivation_mrr', 'expansion_mrr', 'contraction_mrr', 'churn_mrr', 'fx_mrr',
    'moved_in_mrr', 'moved_out_mrr', 'closing_mrr', 'base_mrr', 'gross_retained_mrr', 'net_retained_mrr',
] -%}
{%- set trailing_year_amounts = [
    'base_mrr_trailing_year', 'gross_retained_mrr_trailing_year', 'net_retained_mrr_trailing_year',
] -%}
with spine as (

    select * from {{ ref('int_segment_periods') }}
    where period_grain <> 'week'

),

movements as (

    select * from {{ ref('int_mrr_movements_by_segment_period') }}

),

trailing_years as (

    select * from {{ ref('int_mrr_trailing_year_by_segment_period') }}

),

readings as (

    select * from {{ ref('int_mrr_readings_by_segment_period') }}

),

amounts as (

    select
        spine.period_grain,
        spine.period_start,
        spine.period_end,
        spine.is_complete_period,
        spine.segment_name,
        spine.segment_value,
        {% for amount in ledger -%}
        cast(coalesce(movements.{{ amount }}, 0) as {{ type_of('number') }}) as {{ amount }},
        {% endfor -%}
        {% for amount in trailing_year_amounts -%}
        cast(coalesce(trailing_years.{{ amount }}, 0) as {{ type_of('number') }}) as {{ amount }},
        {% endfor -%}
        cast(coalesce(readings.committed_mrr, 0) as {{ type_of('number') }}) as committed_mrr,
        cast(coalesce(readings.billed_mrr, 0) as {{ type_of('number') }}) as billed_mrr,
        cast(coalesce(movements.customers_at_start, 0) as {{ dbt.type_bigint() }}) as customers_at_start,
        cast(coalesce(movements.customers_at_end, 0) as {{ dbt.type_bigint() }}) as customers_at_end,
        cast(coalesce(movements.moving_customers, 0) as {{ dbt.type_bigint() }}) as moving_customers,
        cast(coalesce(trailing_years.customers_a_year_before, 0) as {{ dbt.type_bigint() }})
            as customers_a_year_before,
        cast(coalesce(readings.billed_customers, 0) as {{ dbt.type_bigint() }}) as billed_customers
    from spine
    left join movements
        on spine.period_grain = movements.period_grain
        and spine.period_start = movements.period_start
        and spine.segment_name = movements.segment_name
        and spine.segment_value = movements.segment_value
    left join trailing_years
        on spine.period_grain = trailing_years.period_grain
        and spine.period_start = trailing_years.period_start
        and spine.segment_name = trailing_years.segment_name
        and spine.segment_value = trailing_years.segment_value
    left join readings
        on spine.period_grain = readings.period_grain
        and spine.period_start = readings.period_start
        and spine.segment_name = readings.segment_name
        and spine.segment_value = readings.segment_value

),

reasoned as (

    select
        *,
        {%- for metric in [
            'monthly_recurring_revenue', 'annual_recurring_revenue', 'committed_monthly_recurring_revenue',
            'billed_monthly_recurring_revenue',
        ] %}
        {{ null_reason(metric, not_recurring) }} as {{ metric }}_null_reason,
        {%- endfor %}
        {{ null_reason('average_revenue_per_account', not_recurring + [('customers_at_end = 0', 'no_base')]) }}
            as average_revenue_per_account_null_reason,
        {%- for metric in [
            'gross_revenue_retention', 'net_revenue_retention', 'net_revenue_retention_with_reactivation',
            'gross_revenue_churn_rate', 'net_revenue_churn_rate',
        ] %}
        {{ null_reason(metric, not_recurring + [('base_mrr = 0', 'no_base')]) }} as {{ metric }}_null_reason,
        {%- endfor %}
        {%- for metric in ['gross_revenue_retention_trailing_year', 'net_revenue_retention_trailing_year'] %}
        {{ null_reason(metric, not_recurring + [('base_mrr_trailing_year = 0', 'no_base')]) }}
            as {{ metric }}_null_reason,
        {%- endfor %}
        {{ null_reason('quick_ratio', not_recurring + [('contraction_mrr + churn_mrr = 0', 'no_losses')]) }}
            as quick_ratio_null_reason
    from amounts

),

final as (

    select
        *,
        {{ unless_null('monthly_recurring_revenue', monthly_recurring_revenue('closing_mrr')) }}
            as monthly_recurring_revenue,
        {{ unless_null('annual_recurring_revenue',
            annual_recurring_revenue(monthly_recurring_revenue('closing_mrr'))) }}
            as annual_recurring_revenue,
        {{ unless_null('committed_monthly_recurring_revenue',
            committed_monthly_recurring_revenue('committed_mrr')) }}
            as committed_monthly_recurring_revenue,
        {{ unless_null('billed_monthly_recurring_revenue', billed_monthly_recurring_revenue('billed_mrr')) }}
            as billed_monthly_recurring_revenue,
        {{ unless_null('average_revenue_per_account',
            average_revenue_per_account(monthly_recurring_revenue('closing_mrr'), 'customers_at_end')) }}
            as average_revenue_per_account,
        {{ unless_null('gross_revenue_retention', gross_revenue_retention('gross_retained_mrr', 'base_mrr')) }}
            as gross_revenue_retention,
        {{ unless_null('net_revenue_retention', net_revenue_retention('net_retained_mrr', 'base_mrr')) }}
            as net_revenue_retention,
        {{ unless_null('net_revenue_retention_with_reactivation',
            net_revenue_retention_with_reactivation('net_retained_mrr', 'reactivation_mrr', 'base_mrr')) }}
            as net_revenue_retention_with_reactivation,
        {{ unless_null('gross_revenue_retention_trailing_year', gross_revenue_retention_trailing_year(
            'gross_retained_mrr_trailing_year', 'base_mrr_trailing_year'
        )) }}
            as gross_revenue_retention_trailing_year,
        {{ unless_null('net_revenue_retention_trailing_year', net_revenue_retention_trailing_year(
            'net_retained_mrr_trailing_year', 'base_mrr_trailing_year'
        )) }}
            as net_revenue_retention_trailing_year,
        {{ unless_null('gross_revenue_churn_rate',
            gross_revenue_churn_rate('churn_mrr', 'contraction_mrr', 'base_mrr')) }}
            as gross_revenue_churn_rate,
        {{ unless_null('net_revenue_churn_rate',
            net_revenue_churn_rate('churn_mrr', 'contraction_mrr', 'expansion_mrr', 'base_mrr')) }}
            as net_revenue_churn_rate,
        {{ unless_null('quick_ratio',
            quick_ratio('new_mrr', 'reactivation_mrr', 'expansion_mrr', 'contraction_mrr', 'churn_mrr')) }}
            as quick_ratio
    from reasoned

)

select * from final
