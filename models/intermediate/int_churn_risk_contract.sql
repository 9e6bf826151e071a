{#- Nothing is read from an end or a cancellation that a later change of the same row may have written. -#}
with cut_offs as (

    select * from {{ ref('int_churn_risk_cut_offs') }}

),

active_terms as (

    select * from {{ ref('int_active_terms') }}

),

mrr_movements as (

    select * from {{ ref('mrr_movements') }}
    where period_grain = 'month' and movement_type = 'contraction'

),

{% if var('customer_model') == 'transaction' -%}
renewals as (

    -- An order keeps its customer for the activity window.
    select
        cut_offs.customer_id,
        cut_offs.period_start,
        {{ local_date(add_days('max(active_terms.started_at)', var('activity_window_days'))) }} as renews_on
    from cut_offs
    inner join active_terms
        on cut_offs.customer_id = active_terms.customer_id
        and cut_offs.cut_off_at > active_terms.started_at
    group by cut_offs.customer_id, cut_offs.period_start

),
{%- else -%}
versions as (

    select
        subscription_version_id,
        {{ local_date('min(started_at) over (partition by subscription_id, billing_interval, interval_count)') }}
            as began_on,
        {{ interval_length('month', 'billing_interval', 'interval_count') }} as interval_months,
        {{ interval_length('day', 'billing_interval', 'interval_count') }} as interval_days
    from {{ ref('stg_billing__subscriptions') }}

),

renewals as (

    select
        cut_offs.customer_id,
        cut_offs.period_start,
        min({{ next_renewal(
            'versions.began_on', 'cut_offs.cut_off_on', 'versions.interval_months', 'versions.interval_days'
        ) }}) as renews_on
    from cut_offs
    inner join active_terms
        on cut_offs.customer_id = active_terms.customer_id
        and cut_offs.cut_off_at > active_terms.started_at
        and (active_terms.ended_at is null or cut_offs.cut_off_at <= active_terms.ended_at)
    inner join versions
        on active_terms.term_id = versions.subscription_version_id
    group by cut_offs.customer_id, cut_offs.period_start

),
{%- endif %}

contracted as (

    select distinct
        cut_offs.customer_id,
        cut_offs.period_start
    from cut_offs
    inner join mrr_movements
        on cut_offs.customer_id = mrr_movements.customer_id
        and cut_offs.three_months_before < mrr_movements.period_start
        and cut_offs.period_start >= mrr_movements.period_start

),

final as (

    select
        cut_offs.customer_id,
        cut_offs.period_start,
        least(1095, {{ days_between('cut_offs.first_activated_on', 'cut_offs.cut_off_on') }}) as tenure_days,
        case
            when renewals.renews_on is not null
                then least(365, {{ days_between('cut_offs.cut_off_on', 'renewals.renews_on') }})
        end as days_to_renewal,
        case when contracted.customer_id is null then 0 else 1 end as has_contracted
    from cut_offs
    left join renewals
        on cut_offs.customer_id = renewals.customer_id
        and cut_offs.period_start = renewals.period_start
    left join contracted
        on cut_offs.customer_id = contracted.customer_id
        and cut_offs.period_start = contracted.period_start

)

select * from final
