{#- Revenue entries with the segments that they count in: each at its own time. -#}
with entries as (

    select * from {{ ref('int_revenue_entries') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

tiers as (

    select * from {{ ref('int_plan_tiers_held') }}

),

final as (

    select
        entries.entry_id,
        entries.customer_id,
        entries.entry_at,
        entries.is_order,
        entries.amount,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        coalesce(tiers.plan_tier, 'unknown') as plan_tier
    from entries
    inner join customers
        on entries.customer_id = customers.customer_id
    left join tiers
        on entries.customer_id = tiers.customer_id
        and entries.entry_at >= tiers.held_from
        and (tiers.remembered_until is null or entries.entry_at < tiers.remembered_until)

)

select * from final
