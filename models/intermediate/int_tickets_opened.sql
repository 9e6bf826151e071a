with tickets as (

    select * from {{ ref('stg_support__tickets') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

tiers as (

    select * from {{ ref('int_plan_tiers_held') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

opened as (

    select
        tickets.ticket_id,
        accounts.customer_id,
        tickets.opened_at,
        -- A reply after as-of has not been given yet.
        case when tickets.first_responded_at < as_of.as_of_at then tickets.first_responded_at end as first_responded_at
    from tickets
    inner join accounts
        on tickets.customer_id = accounts.account_id
    cross join as_of
    where tickets.opened_at < as_of.as_of_at

),

final as (

    select
        opened.ticket_id,
        opened.customer_id,
        {{ local_date('opened.opened_at') }} as opened_on,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        coalesce(tiers.plan_tier, 'unknown') as plan_tier,
        {{ response_hours('opened.opened_at', 'opened.first_responded_at') }} as response_hours
    from opened
    inner join customers
        on opened.customer_id = customers.customer_id
    left join tiers
        on opened.customer_id = tiers.customer_id
        and opened.opened_at >= tiers.held_from
        and (tiers.remembered_until is null or opened.opened_at < tiers.remembered_until)

)

select * from final
