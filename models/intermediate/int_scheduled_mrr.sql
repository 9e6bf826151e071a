{#- Recurring amount of each subscription version just before a period's end, and whether it is already scheduled to
    stop: a request to leave lies behind that instant, or an end lies ahead of the last one. -#}
with terms as (

    select * from {{ ref('int_bridged_terms') }}

),

versions as (

    select * from {{ ref('int_subscription_versions') }}

),

periods as (

    select * from {{ ref('int_periods') }}
    where period_grain <> 'week'

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

rates as (

    select * from {{ ref('int_recurring_exchange_rates') }}

),

closing_rates as (

    {{ rates_of_periods('closing_rate_date') }}

),

scheduled as (

    select
        terms.customer_id,
        versions.subscription_id,
        versions.subscription_version_id,
        terms.plan_tier,
        terms.currency,
        periods.period_grain,
        periods.period_start,
        periods.period_end,
        periods.is_complete_period,
        terms.recurring_amount as contracted_mrr_native,
        {{ convert('terms.recurring_amount', 'closing_rates.rate') }} as contracted_mrr,
        case
            when versions.cancel_requested_at < periods.effective_ends_at then 1
            when versions.ends_after_as_of and periods.effective_ends_at = as_of.as_of_at then 1
            else 0
        end as is_scheduled_to_end
    from terms
    inner join periods
        on terms.started_at < periods.effective_ends_at
        and (terms.ended_at is null or terms.ended_at >= periods.effective_ends_at)
    inner join versions
        on terms.term_id = versions.subscription_version_id
    cross join as_of
    left join closing_rates
        on terms.currency = closing_rates.currency
        and periods.period_grain = closing_rates.period_grain
        and periods.period_start = closing_rates.period_start

),

final as (

    select
        *,
        case when is_scheduled_to_end = 1 then 0 else contracted_mrr end as committed_mrr
    from scheduled

)

select * from final
