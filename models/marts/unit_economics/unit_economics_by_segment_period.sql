with acquisition as (

    select * from {{ ref('acquisition_by_segment_period') }}
    where period_grain <> 'week'

),

lifetime_values as (

    select * from {{ ref('clv_by_segment_period') }}

),

revenue as (

    select * from {{ ref('revenue_by_segment_period') }}

),

inputs as (

    select
        acquisition.period_grain,
        acquisition.period_start,
        acquisition.period_end,
        acquisition.is_complete_period,
        acquisition.segment_name,
        acquisition.segment_value,
        coalesce(acquisition.attributed_new_customers, 0) as attributed_new_customers,
        acquisition.customer_acquisition_cost,
        acquisition.customer_acquisition_cost_null_reason,
        lifetime_values.customer_lifetime_value,
        lifetime_values.customer_lifetime_value_null_reason,
        revenue.average_revenue_per_account,
        lifetime_values.revenue,
        {{ gross_margin('lifetime_values.revenue', 'lifetime_values.cost_to_serve') }} as gross_margin
    from acquisition
    inner join lifetime_values
        on acquisition.period_grain = lifetime_values.period_grain
        and acquisition.period_start = lifetime_values.period_start
        and acquisition.segment_name = lifetime_values.segment_name
        and acquisition.segment_value = lifetime_values.segment_value
    inner join revenue
        on acquisition.period_grain = revenue.period_grain
        and acquisition.period_start = revenue.period_start
        and acquisition.segment_name = revenue.segment_name
        and acquisition.segment_value = revenue.segment_value

),

reasoned as (

    select
        *,
        average_revenue_per_account * gross_margin as monthly_gross_profit,
        {{ null_reason('ltv_to_cac_ratio', [
            ("customer_acquisition_cost_null_reason = 'not_attributable'", 'not_attributable'),
            ("customer_acquisition_cost_null_reason = 'no_spend'", 'no_spend'),
            ("customer_acquisition_cost_null_reason = 'no_base'", 'no_base'),
            ("customer_lifetime_value_null_reason = 'no_base'", 'no_base'),
            ("customer_lifetime_value_null_reason = 'no_revenue'", 'no_revenue'),
            ('customer_acquisition_cost = 0', 'no_spend'),
        ]) }} as ltv_to_cac_ratio_null_reason,
        {{ null_reason('cac_payback_months', [
            nothing_recurs(),
            ("customer_acquisition_cost_null_reason = 'not_attributable'", 'not_attributable'),
            ("customer_acquisition_cost_null_reason = 'no_spend'", 'no_spend'),
            ("customer_acquisition_cost_null_reason = 'no_base'", 'no_base'),
            ('average_revenue_per_account is null', 'no_base'),
            ('gross_margin is null', 'no_revenue'),
            ("revenue < 0 or gross_margin <= 0 or average_revenue_per_account <= 0", 'never'),
        ]) }} as cac_payback_months_null_reason
    from inputs

),

final as (

    select
        *,
        {{ unless_null('ltv_to_cac_ratio',
            ltv_to_cac_ratio('customer_lifetime_value', 'customer_acquisition_cost')) }}
            as ltv_to_cac_ratio,
        {{ unless_null('cac_payback_months',
            cac_payback_months('customer_acquisition_cost', 'average_revenue_per_account', 'gross_margin')) }}
            as cac_payback_months
    from reasoned

)

select * from final
