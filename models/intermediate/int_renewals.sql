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
        {{ interval_length('month', 'versions.billing_interval', 'versions.interval_count') }} as interval_months,
        {{ interval_length('day', 'versions.billing_interval', 'versions.interval_count') }} as interval_days,
        case when versions.ended_at is not null or versions.cancel_requested_at < as_of.as_of_at then 1 else 0 end
            as is_scheduled_to_end
    from active_terms
    inner join versions
        on active_terms.term_id = versions.subscription_version_id
    cross join as_of

),

renewals as (

    select
        customer_id,
        is_scheduled_to_end,
        coalesce(ends_on, {{ next_renewal('began_on', 'today', 'interval_months', 'interval_days') }}) as renews_on
    from intervals

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
