{#- The override of a customer that holds on the last day of a month. -#}
with overrides as (

    select * from {{ ref('health_overrides') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

health_months as (

    select * from {{ ref('int_health_customer_months') }}

),

final as (

    select
        health_months.customer_id,
        health_months.period_start,
        overrides.band,
        overrides.score,
        overrides.reason,
        overrides.set_by,
        overrides.expires_on
    from overrides
    inner join accounts
        on overrides.customer_id = accounts.account_id
    inner join health_months
        on accounts.customer_id = health_months.customer_id
        and overrides.set_on <= health_months.last_day
        and overrides.expires_on > health_months.last_day

)

select * from final
