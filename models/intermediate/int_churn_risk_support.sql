with cut_offs as (

    select * from {{ ref('int_churn_risk_cut_offs') }}

),

tickets as (

    select * from {{ ref('stg_support__tickets') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

opened as (

    select
        accounts.customer_id,
        {{ local_date('tickets.opened_at') }} as opened_on,
        {{ known_from('tickets.opened_at', 'tickets.received_at') }} as known_at
    from tickets
    inner join accounts
        on tickets.customer_id = accounts.account_id

),

final as (

    select
        cut_offs.customer_id,
        cut_offs.period_start,
        least(10, count(opened.customer_id)) as tickets_opened
    from cut_offs
    left join opened
        on cut_offs.customer_id = opened.customer_id
        and cast({{ add_months('cut_offs.period_start', -2) }} as date) <= opened.opened_on
        and cut_offs.cut_off_at > opened.known_at
    group by cut_offs.customer_id, cut_offs.period_start

)

select * from final
