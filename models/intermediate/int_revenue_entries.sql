{#- Paid invoices and refunds in the reporting currency; an order is a paid invoice above zero. -#}
with invoices as (

    select * from {{ ref('stg_billing__invoices') }}

),

{% if policy('refund_policy') != 'ignored' -%}
refunds as (

    select * from {{ ref('stg_billing__refunds') }}

),

{% endif -%}
accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

entries as (

    select
        invoice_id as entry_id,
        'invoice' as entry_kind,
        customer_id,
        issued_at as entry_at,
        issued_at as happened_at,
        net_amount as amount,
        currency,
        case when net_amount > 0 then 1 else 0 end as is_paid_order
    from invoices
    where status = 'paid'
    {%- if policy('refund_policy') != 'ignored' %}
    union all
    select
        refunds.refund_id as entry_id,
        'refund' as entry_kind,
        invoices.customer_id,
        {{ 'invoices.issued_at' if policy('refund_policy') == 'invoice_day' else 'refunds.refunded_at' }} as entry_at,
        refunds.refunded_at as happened_at,
        -refunds.amount as amount,
        refunds.currency,
        0 as is_paid_order
    from refunds
    inner join invoices
        on refunds.invoice_id = invoices.invoice_id
    {%- endif %}

),

converted as (

    select
        accounts.customer_id,
        entries.entry_id,
        entries.entry_kind,
        entries.entry_at,
        entries.is_paid_order,
        {{ local_date('entries.entry_at') }} as entry_day,
        {{ convert('entries.amount', 'rates.rate') }} as amount
    from entries
    inner join accounts
        on entries.customer_id = accounts.account_id
    cross join as_of
    left join rates
        on entries.currency = rates.currency
        and {{ local_date('entries.entry_at') }} >= rates.valid_from
        and {{ local_date('entries.entry_at') }} < rates.valid_until
    where entries.happened_at < as_of.as_of_at

),

final as (

    select
        customer_id,
        entry_id,
        entry_kind,
        entry_at,
        is_paid_order,
        {% if policy('same_day_orders') == 'one' -%}
        case
            when is_paid_order = 1 and row_number() over (
                partition by customer_id, entry_day, is_paid_order order by entry_at, entry_id
            ) = 1 then 1
            else 0
        end as is_order,
        {%- else -%}
        is_paid_order as is_order,
        {%- endif %}
        amount
    from converted

)

select * from final
