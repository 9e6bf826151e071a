{#- What was known of each customer at the end of each month. The model is fitted on this table and scores this table.
    What a raw table that is switched off would have said is missing. -#}
{%- set double = type_of('double') -%}
with cut_offs as (

    select * from {{ ref('int_churn_risk_cut_offs') }}

),

usage as (

    select * from {{ ref('int_churn_risk_usage') }}

),

support as (

    select * from {{ ref('int_churn_risk_support') }}

),

satisfaction as (

    select * from {{ ref('int_churn_risk_satisfaction') }}

),

payment as (

    select * from {{ ref('int_churn_risk_payment') }}

),

contract as (

    select * from {{ ref('int_churn_risk_contract') }}

),

raw_tables as (

    select * from {{ ref('int_raw_tables') }}

),

switched_on as (

    select
        max(case when raw_table = 'usage.events' and is_switched_on then 1 else 0 end) as usage_events,
        max(case when raw_table = 'support.tickets' and is_switched_on then 1 else 0 end) as support_tickets,
        max(case when raw_table = 'survey.responses' and is_switched_on then 1 else 0 end) as survey_responses,
        max(case when raw_table = 'billing.invoices' and is_switched_on then 1 else 0 end) as billing_invoices
    from raw_tables

),

final as (

    select
        cut_offs.customer_id,
        cut_offs.period_start,
        cut_offs.cut_off_at,
        cut_offs.cut_off_on,
        cut_offs.horizon_ends_on,
        cut_offs.company_size,
        cut_offs.industry,
        cut_offs.region,
        cut_offs.acquisition_channel,
        cut_offs.plan_tier,
        case when switched_on.usage_events = 1 then cast(usage.usage_trend as {{ double }}) end as usage_trend,
        case when switched_on.usage_events = 1 then cast(usage.days_since_use as {{ double }}) end as days_since_use,
        case when switched_on.support_tickets = 1 then cast(support.tickets_opened as {{ double }}) end
            as tickets_opened,
        case when switched_on.survey_responses = 1 then cast(satisfaction.survey_score as {{ double }}) end
            as survey_score,
        case when switched_on.billing_invoices = 1 then cast(payment.invoices_overdue as {{ double }}) end
            as invoices_overdue,
        cast(contract.tenure_days as {{ double }}) as tenure_days,
        cast(contract.days_to_renewal as {{ double }}) as days_to_renewal,
        cast(contract.has_contracted as {{ double }}) as has_contracted
    from cut_offs
    cross join switched_on
    inner join usage
        on cut_offs.customer_id = usage.customer_id
        and cut_offs.period_start = usage.period_start
    inner join support
        on cut_offs.customer_id = support.customer_id
        and cut_offs.period_start = support.period_start
    inner join satisfaction
        on cut_offs.customer_id = satisfaction.customer_id
        and cut_offs.period_start = satisfaction.period_start
    inner join payment
        on cut_offs.customer_id = payment.customer_id
        and cut_offs.period_start = payment.period_start
    inner join contract
        on cut_offs.customer_id = contract.customer_id
        and cut_offs.period_start = contract.period_start

)

select * from final
