{#- Events are counted by the months in which they happened and in which they were known, so that one that came late is
    not used before it came. -#}
{%- set usage_month = dbt.date_trunc('month', 'occurred_on') -%}
{%- set known_month = dbt.date_trunc('month', local_date(known_from('occurred_at', 'received_at'))) -%}
with cut_offs as (

    select * from {{ ref('int_churn_risk_cut_offs') }}

),

events as (

    select * from {{ ref('stg_usage__events') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

used as (

    select
        customer_id as account_id,
        cast({{ usage_month }} as date) as usage_month,
        cast({{ known_month }} as date) as known_month,
        sum(quantity) as usage_quantity,
        max(occurred_on) as last_used_on
    from events
    group by customer_id, cast({{ usage_month }} as date), cast({{ known_month }} as date)

),

merged as (

    select
        accounts.customer_id,
        used.usage_month,
        used.known_month,
        used.usage_quantity,
        used.last_used_on
    from used
    inner join accounts
        on used.account_id = accounts.account_id

),

summed as (

    select
        cut_offs.customer_id,
        cut_offs.period_start,
        cut_offs.cut_off_on,
        cut_offs.three_months_before,
        cut_offs.first_activated_on,
        coalesce(sum(case when merged.usage_month = cut_offs.period_start then merged.usage_quantity end), 0)
            as usage_quantity,
        coalesce(sum(case when merged.usage_month < cut_offs.period_start then merged.usage_quantity end), 0)
            as usage_quantity_before,
        max(merged.last_used_on) as last_used_on
    from cut_offs
    left join merged
        on cut_offs.customer_id = merged.customer_id
        and cut_offs.three_months_before <= merged.usage_month
        and cut_offs.period_start >= merged.usage_month
        and cut_offs.period_start >= merged.known_month
    group by
        cut_offs.customer_id,
        cut_offs.period_start,
        cut_offs.cut_off_on,
        cut_offs.three_months_before,
        cut_offs.first_activated_on

),

final as (

    select
        customer_id,
        period_start,
        case when first_activated_on <= three_months_before then
            {{ usage_trend(
                'usage_quantity', days_between('period_start', 'cut_off_on'),
                'usage_quantity_before', days_between('three_months_before', 'period_start')
            ) }}
        end as usage_trend,
        least(90, coalesce({{ days_between('last_used_on', 'cut_off_on') }}, 90)) as days_since_use
    from summed

)

select * from final
