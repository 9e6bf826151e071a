{#- An invoice is overdue by its dates alone: its status is that of today, and says whether it was paid in the end. -#}
with cut_offs as (

    select * from {{ ref('int_churn_risk_cut_offs') }}

),

invoices as (

    select * from {{ ref('stg_billing__invoices') }}
    where status in ('open', 'paid', 'uncollectible') and net_amount > 0

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

feed as (

    -- A feed that never says when it was paid knows no overdue invoice.
    select count(paid_at) > 0 as is_dated from invoices

),

dated as (

    select
        accounts.customer_id,
        {{ add_days('invoices.issued_at', var('payment_due_days')) }} as due_at,
        invoices.paid_at
    from invoices
    inner join accounts
        on invoices.customer_id = accounts.account_id

),

counted as (

    select
        cut_offs.customer_id,
        cut_offs.period_start,
        least(5, count(dated.customer_id)) as invoices_overdue
    from cut_offs
    left join dated
        on cut_offs.customer_id = dated.customer_id
        and cut_offs.cut_off_at > dated.due_at
        and (dated.paid_at is null or cut_offs.cut_off_at <= dated.paid_at)
    group by cut_offs.customer_id, cut_offs.period_start

),

final as (

    select
        counted.customer_id,
        counted.period_start,
        case when feed.is_dated then counted.invoices_overdue end as invoices_overdue
    from counted
    cross join feed

)

select * from final
