with accounts as (

    select * from {{ ref('stg_billing__customers') }}

),

merged as (

    select distinct customer_id from {{ ref('int_accounts_merged') }}

),

traces as (

    select * from {{ ref('int_customer_traces') }}

),

spells as (

    select * from {{ ref('int_customer_spells') }}

),

tiers as (

    select * from {{ ref('int_plan_tiers_held') }}

),

histories as (

    select
        customer_id,
        min(started_at) as first_activated_at,
        count(*) as active_spells,
        case when count(*) > count(ended_at) then 1 else 0 end as is_active
    from spells
    group by customer_id

),

first_tiers as (

    select
        customer_id,
        plan_tier
    from tiers
    where spell_number = 1 and starts_spell

),

last_tiers as (

    select
        customer_id,
        plan_tier
    from tiers
    where remembered_until is null

),

final as (

    select
        accounts.customer_id,
        accounts.company_size,
        accounts.industry,
        accounts.region,
        accounts.acquisition_channel,
        accounts.created_at,
        traces.first_trace_at,
        histories.first_activated_at,
        first_tiers.plan_tier as first_plan_tier,
        last_tiers.plan_tier as last_plan_tier,
        coalesce(histories.active_spells, 0) as active_spells,
        coalesce(histories.is_active, 0) = 1 as is_active
    from accounts
    inner join merged
        on accounts.customer_id = merged.customer_id
    inner join traces
        on accounts.customer_id = traces.customer_id
    left join histories
        on accounts.customer_id = histories.customer_id
    left join first_tiers
        on accounts.customer_id = first_tiers.customer_id
    left join last_tiers
        on accounts.customer_id = last_tiers.customer_id

)

select * from final
