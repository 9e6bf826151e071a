{#- Kaplan-Meier: how long customers stay, when most of them have not left yet. Who is still there counts among those
    at risk until as-of and then leaves the reckoning, neither lost nor kept. -#}
with members as (

    select * from {{ ref('int_cohort_members') }}

),

spells as (

    select * from {{ ref('int_customer_spells') }}
    where spell_number = 1

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

tenures as (

    select
        members.company_size,
        members.industry,
        members.region,
        members.acquisition_channel,
        members.plan_tier,
        {{ whole_days_between('members.first_activated_at', 'coalesce(spells.ended_at, as_of.as_of_at)') }}
            as tenure_days,
        case when spells.ended_at is null then 0 else 1 end as churned_customers,
        case when spells.ended_at is null then 1 else 0 end as censored_customers
    from members
    inner join spells
        on members.customer_id = spells.customer_id
    cross join as_of

),

segmented as (

    {{ across_segments('tenures', ['tenure_days', 'churned_customers', 'censored_customers']) }}

),

-- Every curve starts on day 0, where all are there.
started as (

    select * from segmented
    union all
    select distinct
        0 as tenure_days,
        0 as churned_customers,
        0 as censored_customers,
        segment_name,
        segment_value
    from segmented

),

counted as (

    select
        segment_name,
        segment_value,
        tenure_days,
        sum(churned_customers) as churned_customers,
        sum(censored_customers) as censored_customers
    from started
    group by segment_name, segment_value, tenure_days

),

at_risk as (

    select
        *,
        sum(churned_customers + censored_customers) over (
            partition by segment_name, segment_value
            order by tenure_days desc
            rows unbounded preceding
        ) as customers_at_risk
    from counted

),

survived as (

    select
        *,
        {{ kaplan_meier('churned_customers', 'customers_at_risk',
            'partition by segment_name, segment_value order by tenure_days rows unbounded preceding') }}
            as survival_rate,
        {{ greenwood('churned_customers', 'customers_at_risk',
            'partition by segment_name, segment_value order by tenure_days rows unbounded preceding') }}
            as relative_variance
    from at_risk

),

final as (

    select
        segment_name,
        segment_value,
        cast(tenure_days as {{ type_of('integer') }}) as tenure_days,
        cast(customers_at_risk as {{ dbt.type_bigint() }}) as customers_at_risk,
        cast(churned_customers as {{ dbt.type_bigint() }}) as churned_customers,
        cast(censored_customers as {{ dbt.type_bigint() }}) as censored_customers,
        survival_rate,
        {{ survival_low('survival_rate', 'relative_variance') }} as survival_rate_interval_low,
        {{ survival_high('survival_rate', 'relative_variance') }} as survival_rate_interval_high
    from survived

)

select * from final
