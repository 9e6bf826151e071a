{#- What makes a customer active, and nothing else does: the only place that says so (metrics.md, Active). -#}
{%- set active_statuses = ['active'] -%}
{%- if policy('past_due_policy') != 'excluded' %}{% do active_statuses.append('past_due') %}{% endif -%}
{%- if policy('trial_policy') == 'counted' %}{% do active_statuses.append('trialing') %}{% endif -%}
{%- if policy('pause_policy') != 'excluded' %}{% do active_statuses.append('paused') %}{% endif -%}
{%- set statuses = "'" ~ active_statuses | join("', '") ~ "'" -%}
with as_of as (

    select * from {{ ref('int_as_of') }}

),

{% if var('customer_model') == 'transaction' -%}
orders as (

    select * from {{ ref('int_revenue_entries') }}

),

terms as (

    select
        orders.customer_id,
        orders.entry_id as term_id,
        orders.entry_at as started_at,
        {{ add_days('orders.entry_at', var('activity_window_days')) }} as expires_at,
        'unknown' as plan_tier,
        '{{ var("reporting_currency") }}' as currency,
        cast(0 as {{ type_of('number') }}) as recurring_amount
    from orders
    where orders.is_paid_order = 1

),

active as (

    select
        terms.customer_id,
        terms.term_id,
        terms.started_at,
        case when terms.expires_at <= as_of.as_of_at then terms.expires_at end as ended_at,
        terms.plan_tier,
        terms.currency,
        terms.recurring_amount
    from terms
    cross join as_of

),
{%- else -%}
terms as (

    select * from {{ ref('int_subscription_terms') }}

),

active as (

    select
        terms.customer_id,
        terms.subscription_version_id as term_id,
        terms.started_at,
        terms.ended_at,
        terms.plan_tier,
        terms.currency,
        {% if policy('pause_policy') == 'zero' -%}
        case when terms.status = 'paused' then 0 else terms.recurring_amount end as recurring_amount
        {%- else -%}
        terms.recurring_amount
        {%- endif %}
    from terms
    cross join as_of
    where terms.recurring_amount > 0
        and (
            terms.status in ({{ statuses }})
            or (terms.status = 'canceled' and terms.has_end)
        )
        and terms.started_at < coalesce(terms.ended_at, as_of.as_of_at)

),
{%- endif %}

final as (

    select * from active

)

select * from final
