{#- What became of whom within the horizon, where that is over: lost as churn has it, active at its start and not at its
    end. Apart from the features, for nothing in it was known at the cut-off. -#}
with features as (

    select
        *,
        {{ instant_of_local('horizon_ends_on') }} as horizon_ends_at
    from {{ ref('int_churn_risk_features') }}

),

spells as (

    select * from {{ ref('int_customer_spells') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

stayed as (

    select distinct
        features.customer_id,
        features.period_start
    from features
    inner join spells
        on features.customer_id = spells.customer_id
        and features.horizon_ends_at > spells.started_at
        and (spells.ended_at is null or features.horizon_ends_at <= spells.ended_at)

),

final as (

    select
        features.customer_id,
        features.period_start,
        features.cut_off_on,
        features.horizon_ends_on,
        features.plan_tier,
        {%- for feature in churn_risk_features() %}
        features.{{ feature }},
        {%- endfor %}
        case when stayed.customer_id is null then 1 else 0 end as has_left
    from features
    cross join as_of
    left join stayed
        on features.customer_id = stayed.customer_id
        and features.period_start = stayed.period_start
    where features.horizon_ends_at <= as_of.as_of_at

)

select * from final
