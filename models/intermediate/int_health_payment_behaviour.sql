{#- An invoice is judged once, on its due day, by what had been paid until then. -#}
with invoices as (

    select * from {{ ref('stg_billing__invoices') }}
    where status in ('open', 'paid', 'uncollectible') and net_amount > 0

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

months as (

    select * from {{ ref('int_periods') }}
    where period_grain = 'month'

),

health_months as (

    select * from {{ ref('int_health_customer_months') }}

),

dated as (

    select
        accounts.customer_id,
        invoices.status,
        invoices.issued_at,
        invoices.paid_at,
        {{ add_days('invoices.issued_at', var('payment_due_days')) }} as due_at
    from invoices
    inner join accounts
        on invoices.customer_id = accounts.account_id

),

judged as (

    select
        dated.customer_id,
        months.period_start as due_month,
        -- A feed that does not say when it was paid gives no reason to doubt it.
        case when dated.status = 'paid' and coalesce(dated.paid_at, dated.issued_at) <= dated.due_at then 1 else 0 end
            as is_paid_in_time
    from dated
    inner join months
        on dated.due_at >= months.starts_at
        and dated.due_at < months.effective_ends_at

),

due as (

    select
        customer_id,
        due_month,
        count(*) as invoices_due,
        sum(is_paid_in_time) as invoices_paid_in_time
    from judged
    group by customer_id, due_month

),

summed as (

    select
        health_months.customer_id,
        health_months.period_start,
        coalesce(sum(due.invoices_due), 0) as invoices_due,
        coalesce(sum(due.invoices_paid_in_time), 0) as invoices_paid_in_time
    from health_months
    left join due
        on health_months.customer_id = due.customer_id
        and health_months.period_start >= due.due_month
        and cast({{ add_months('health_months.period_start', -5) }} as date) <= due.due_month
    group by health_months.customer_id, health_months.period_start

),

final as (

    select
        customer_id,
        period_start,
        {{ payment_behaviour('invoices_paid_in_time', 'invoices_due') }} as input_value,
        case when invoices_due = 0 then 'no_invoices_due' end as missing_reason
    from summed

)

select * from final
