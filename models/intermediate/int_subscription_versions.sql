{#- Versions of subscriptions that count, with the end and the discount that the policies recognise. -#}
with versions as (

    select * from {{ ref('stg_billing__subscriptions') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

{% if policy('churn_recognition') == 'paid_end' -%}
paid_invoices as (

    select * from {{ ref('stg_billing__invoices') }}
    where status = 'paid'

),

{% endif -%}
known as (

    select
        accounts.customer_id,
        versions.subscription_id,
        versions.subscription_version_id,
        versions.status,
        versions.plan_tier,
        versions.currency,
        versions.quantity,
        versions.unit_amount,
        versions.billing_interval,
        versions.interval_count,
        versions.discount_rate,
        versions.discount_ends_at,
        versions.started_at,
        versions.ended_at,
        versions.cancel_requested_at,
        as_of.as_of_at,
        row_number() over (
            partition by versions.subscription_id
            order by versions.started_at desc, versions.subscription_version_id desc
        ) = 1 as is_final,
        sum(case when versions.status = 'past_due' then 0 else 1 end) over (
            partition by versions.subscription_id
            order by versions.started_at, versions.subscription_version_id
            rows unbounded preceding
        ) as versions_in_order
    from versions
    inner join accounts
        on versions.customer_id = accounts.account_id
    cross join as_of
    where versions.started_at < as_of.as_of_at

),

{% if policy('churn_recognition') == 'paid_end' -%}
paid as (

    select
        known.subscription_version_id,
        max(paid_invoices.service_period_end) as paid_until
    from known
    inner join paid_invoices
        on known.subscription_id = paid_invoices.subscription_id
        and paid_invoices.issued_at < known.as_of_at
        and paid_invoices.service_period_start < known.ended_at
        and paid_invoices.service_period_end > known.ended_at
    where known.is_final
    group by known.subscription_version_id

),

paid_for as (

    select
        known.*,
        coalesce(paid.paid_until, known.ended_at) as recognised_end
    from known
    left join paid
        on known.subscription_version_id = paid.subscription_version_id

),

{% endif -%}
recognised as (

    select
        *,
        {% if policy('churn_recognition') == 'request' -%}
        case
            -- A request that another version follows was withdrawn.
            when is_final and cancel_requested_at is not null and (ended_at is null or cancel_requested_at < ended_at)
                then greatest(cancel_requested_at, started_at)
            else ended_at
        end as recognised_end,
        {%- elif policy('churn_recognition') == 'scheduled_end' -%}
        ended_at as recognised_end,
        {%- endif %}
        {% if policy('past_due_policy') == 'grace' -%}
        case when status = 'past_due' then
            {{ add_days('min(case when status = \'past_due\' then started_at end) over '
                ~ '(partition by subscription_id, versions_in_order)', policy('past_due_grace_days')) }}
        end as grace_ends_at
        {%- else -%}
        cast(null as {{ type_of('instant') }}) as grace_ends_at
        {%- endif %}
    from {{ 'paid_for' if policy('churn_recognition') == 'paid_end' else 'known' }}

),

ended as (

    select
        *,
        case
            when grace_ends_at is not null and (recognised_end is null or grace_ends_at < recognised_end)
                then grace_ends_at
            else recognised_end
        end as final_end
    from recognised

),

final as (

    select
        customer_id,
        subscription_id,
        subscription_version_id,
        status,
        plan_tier,
        currency,
        quantity,
        unit_amount,
        billing_interval,
        interval_count,
        {% if policy('discount_policy') == 'all' -%}
        discount_rate,
        {%- elif policy('discount_policy') == 'permanent' -%}
        case when discount_ends_at is null then discount_rate else 0 end as discount_rate,
        {%- else -%}
        0 as discount_rate,
        {%- endif %}
        case when discount_ends_at < as_of_at then discount_ends_at end as discount_ends_at,
        started_at,
        ended_at is not null as has_end,
        case when final_end <= as_of_at then final_end end as ended_at,
        cancel_requested_at,
        coalesce(ended_at > as_of_at, false) as ends_after_as_of
    from ended

)

select * from final
