{#- The features of the latest cut-off, weighed by the reviewed seeds. While those switch the model off, there is a
    reason in place of a probability. -#}
with features as (

    select * from {{ ref('int_churn_risk_features') }}

),

coefficients as (

    select * from {{ ref('churn_risk_coefficients') }}

),

model as (

    select * from {{ ref('churn_risk_model') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

latest as (

    select max(cut_off_on) as cut_off_on from features

),

asked as (

    select features.*
    from features
    inner join latest
        on features.cut_off_on = latest.cut_off_on

),

feature_values as (

    {%- for feature in churn_risk_features() %}
    select
        customer_id,
        '{{ feature }}' as feature,
        {{ feature }} as feature_value
    from asked
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

contributions as (

    select
        feature_values.customer_id,
        feature_values.feature,
        feature_values.feature_value,
        {{ risk_contribution(
            'feature_values.feature_value', 'coefficients.mean', 'coefficients.scale', 'coefficients.coefficient',
            'coefficients.missing_coefficient'
        ) }} as contribution
    from feature_values
    left join coefficients
        on feature_values.feature = coefficients.feature

),

ranked as (

    select
        *,
        row_number() over (
            partition by customer_id order by {{ round_to('contribution', 10) }} desc, feature asc
        ) as place
    from contributions

),

summed as (

    select
        customer_id,
        -- A feature that the seed forgot must not count as 0.
        case when count(contribution) = count(*) then sum(contribution) end as contribution,
        max(case when place = 1 and {{ round_to('contribution', 10) }} > 0 then feature end) as strongest_driver,
        {{ sorted_list('case when feature_value is null then feature end') }} as missing_features
    from ranked
    group by customer_id

),

scored as (

    select
        summed.customer_id,
        summed.missing_features,
        model.off_reason,
        model.fitted_as_of,
        case when model.off_reason is null then summed.strongest_driver end as strongest_driver,
        case when model.off_reason is null then model.intercept + summed.contribution end as log_odds
    from summed
    cross join model

),

final as (

    select
        asked.customer_id,
        asked.cut_off_on,
        asked.horizon_ends_on,
        -- The last bits of a sum depend on its order.
        {{ round_to(churn_probability('scored.log_odds'), 10) }} as churn_probability,
        scored.off_reason as null_reason,
        scored.strongest_driver,
        scored.missing_features,
        {%- for feature in churn_risk_features() %}
        asked.{{ feature }},
        {%- endfor %}
        customers.is_active,
        asked.company_size,
        asked.industry,
        asked.region,
        asked.acquisition_channel,
        asked.plan_tier,
        scored.fitted_as_of
    from asked
    inner join customers
        on asked.customer_id = customers.customer_id
    inner join scored
        on asked.customer_id = scored.customer_id

)

select * from final
