{#- When each customer of as-of next decides anew: where its subscription ends, or its interval begins again. -#}
with active_terms as (

    select * from {{ ref('int_active_terms') }}
    where ended_at is null

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

{% if var('customer_model') == 'transaction' -%}
renewals as (

    -- An order keeps its customer for the activity window, and the last one longest.
    select
        customer_id,
        {{ local_date(add_days('max(started_at)', var('activity_window_days'))) }} as renews_on,
        0 as is_scheduled_to_end
    from active_terms
    group by customer_id

),
{%- else -%}
versions as (

    select
        *,
        min(started_at) over (partition by subscription_id, billing_interval, interval_count) as interval_started_at
    from {{ ref('stg_billing__subscriptions') }}

),

intervals as (

    select
        active_terms.customer_id,
        {{ local_date('versions.ended_at') }} as ends_on,
        {{ local_date('versions.interval_started_at') }} as began_on,
        {{ local_date('as_of.as_of_at') }} as today,
        case when versions.billing_interval in ('month', 'year') then
                versions.interval_count * case when versions.billing_interval = 'year' then 12 else 1 end
        end as interval_months,
        case when versions.billing_interval in ('day', 'week') then
                versions.interval_count * case when versions.billing_interval = 'week' then 7 else 1 end
        end as interval_days,
        case when versions.ended_at is not null or versions.cancel_requested_at < as_of.as_of_at then 1 else 0 end
            as is_scheduled_to_end
    from active_terms
    inner join versions
        on active_terms.term_id = versions.subscription_version_id
    cross join as_of

),

passed as (

    select
        *,
        cast(floor({{
            safe_divide(months_between('began_on', 'today'), 'interval_months')
        }}) as {{ type_of('integer') }})
        * interval_months as months_passed,
        cast(ceiling({{
            safe_divide(days_between('began_on', 'today'), 'interval_days')
        }}) as {{ type_of('integer') }})
        * interval_days as days_to_next
    from intervals

),

renewals as (

    select
        customer_id,
        is_scheduled_to_end,
        case
            when ends_on is not null then ends_on
            when interval_days is not null then cast({{ add_days('began_on', 'days_to_next') }} as date)
            -- The month of the last renewal is this month's at the latest, its day may still be ahead.
            when cast({{ add_months('began_on', 'months_passed') }} as date) >= today
                then cast({{ add_months('began_on', 'months_passed') }} as date)
            else cast({{ add_months('began_on', 'months_passed + interval_months') }} as date)
        end as renews_on
    from passed

),
{%- endif %}

final as (

    select
        customer_id,
        min(renews_on) as renews_on,
        max(is_scheduled_to_end) = 1 as is_scheduled_to_end
    from renewals
    group by customer_id

)

select * from final
