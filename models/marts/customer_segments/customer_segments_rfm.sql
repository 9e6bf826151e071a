{#- What a customer did last, how often and for how much in the twelve months to as-of. Invoices of a subscription come
    by themselves and tell only its interval: there, using the product is what a customer does. -#}
with customers as (

    select * from {{ ref('customer_success', 'customers') }}
    where first_activated_at is not null

),

revenue_entries as (

    select
        customer_id,
        {{ local_date('entry_at') }} as entry_day,
        is_order,
        amount
    from {{ ref('int_revenue_entries') }}

),

usage_days as (

    select * from {{ ref('int_usage_by_customer_day') }}

),

basis as (

    select
        case when is_switched_on and '{{ var("customer_model") }}' = 'subscription' then 'usage' else 'orders' end
            as activity_basis
    from {{ ref('int_raw_tables') }}
    where raw_table = 'usage.events'

),

named_groups as (

    select * from {{ ref('rfm_groups') }}

),

business as (

    select
        last_day,
        cast({{ add_months(add_days('last_day', 1), -12) }} as date) as first_day
    from {{ ref('int_business_days') }}

),

activities as (

    select
        usage_days.customer_id,
        usage_days.usage_date as activity_day
    from usage_days
    cross join basis
    where basis.activity_basis = 'usage'
    union all
    select
        revenue_entries.customer_id,
        revenue_entries.entry_day as activity_day
    from revenue_entries
    cross join basis
    where basis.activity_basis = 'orders' and revenue_entries.is_order = 1

),

active as (

    select
        activities.customer_id,
        max(activities.activity_day) as last_activity_on,
        sum(case when activities.activity_day >= business.first_day then 1 else 0 end) as frequency
    from activities
    cross join business
    where activities.activity_day <= business.last_day
    group by activities.customer_id

),

paid as (

    select
        revenue_entries.customer_id,
        sum(revenue_entries.amount) as monetary_amount
    from revenue_entries
    cross join business
    where revenue_entries.entry_day between business.first_day and business.last_day
    group by revenue_entries.customer_id

),

measured as (

    select
        customers.customer_id,
        customers.is_active,
        basis.activity_basis,
        -- Whoever has never done anything has been silent since its activation.
        {{ days_between(
            'coalesce(active.last_activity_on, ' ~ local_date('customers.first_activated_at') ~ ')', 'business.last_day'
        ) }} as recency_days,
        coalesce(active.frequency, 0) as frequency,
        coalesce(paid.monetary_amount, 0) as monetary_amount
    from customers
    cross join business
    cross join basis
    left join active
        on customers.customer_id = active.customer_id
    left join paid
        on customers.customer_id = paid.customer_id

),

scored as (

    select
        *,
        {{ quintile('-recency_days') }} as recency_quintile,
        {{ quintile('frequency') }} as frequency_quintile,
        {{ quintile('monetary_amount') }} as monetary_quintile
    from measured

),

paired as (

    select
        *,
        -- The mean of the two, a half rounded up.
        cast(floor({{ safe_divide('frequency_quintile + monetary_quintile + 1', 2) }}) as {{ type_of('integer') }})
            as frequency_monetary_quintile
    from scored

),

final as (

    select
        paired.customer_id,
        paired.is_active,
        paired.activity_basis,
        paired.recency_days,
        cast(paired.frequency as {{ dbt.type_bigint() }}) as frequency,
        cast(paired.monetary_amount as {{ type_of('number') }}) as monetary_amount,
        '{{ var("reporting_currency") }}' as currency,
        paired.recency_quintile,
        paired.frequency_quintile,
        paired.monetary_quintile,
        paired.frequency_monetary_quintile,
        named_groups.rfm_group
    from paired
    inner join named_groups
        on paired.recency_quintile = named_groups.recency_quintile
        and paired.frequency_monetary_quintile = named_groups.frequency_monetary_quintile

)

select * from final
