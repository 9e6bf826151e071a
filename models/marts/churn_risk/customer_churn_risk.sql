{#- The features of the latest cut-off, weighed by the reviewed seeds. While those switch the model off, there is a reason
    in place of a probability. -#}
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
            partition by customer_id order by round(contribution, 10) desc, feature asc
        ) as place
    from contributions

),

summed as (

    select
        customer_id,
        sum(contribution) as contribution,
        max(case when place = 1 and round(contribution, 10) > 0 then feature end) as strongest_driver,
        {{ dbt.listagg(
            measure='case when feature_value is null then feature end',
            delimiter_text="', '",
            order_by_clause='order by feature'
        ) }} as missing_features
    from ranked
    group by customer_id

),

final as (

    select
        asked.customer_id,
        asked.cut_off_on,
        asked.horizon_ends_on,
        case when model.off_reason is null then
            -- The last bits of a sum depend on its order.
            round({{ churn_probability('model.intercept + summed.contribution') }}, 10)
        end as churn_probability,
        model.off_reason as null_reason,
        case when model.off_reason is null then summed.strongest_driver end as strongest_driver,
        summed.missing_features,
        {%- for feature in churn_risk_features() %}
        asked.{{ feature }},
        {%- endfor %}
        customers.is_active,
        asked.company_size,
        asked.industry,
        asked.region,
        asked.acquisition_channel,
        asked.plan_tier,
        model.fitted_as_of
    from asked
    inner join customers
        on asked.customer_id = customers.customer_id
    inner join summed
        on asked.customer_id = summed.customer_id
    cross join model

)

select * from final
