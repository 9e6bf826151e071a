with spine as (

    select * from {{ ref('int_segment_periods') }}

),

answers as (

    select * from {{ ref('int_survey_answers_classified') }}
    where survey_kind = 'value'

),

segmented as (

    {{ across_segments('answers',
        ['period_grain', 'period_start', 'customer_id', 'business_value_uplift', 'quality_of_life_uplift']) }}

),

customer_means as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        customer_id,
        avg(business_value_uplift) as business_value_uplift,
        avg(quality_of_life_uplift) as quality_of_life_uplift
    from segmented
    group by period_grain, period_start, segment_name, segment_value, customer_id

),

means as (

    select
        period_grain,
        period_start,
        segment_name,
        segment_value,
        avg(business_value_uplift) as business_value_uplift,
        avg(quality_of_life_uplift) as quality_of_life_uplift,
        count(business_value_uplift) as business_value_customers,
        count(quality_of_life_uplift) as quality_of_life_customers
    from customer_means
    group by period_grain, period_start, segment_name, segment_value

),

counted as (

    select
        spine.period_grain,
        spine.period_start,
        spine.period_end,
        spine.is_complete_period,
        spine.segment_name,
        spine.segment_value,
        means.business_value_uplift,
        means.quality_of_life_uplift,
        coalesce(means.business_value_customers, 0) as business_value_customers,
        coalesce(means.quality_of_life_customers, 0) as quality_of_life_customers
    from spine
    left join means
        on spine.period_grain = means.period_grain
        and spine.period_start = means.period_start
        and spine.segment_name = means.segment_name
        and spine.segment_value = means.segment_value

),

reasoned as (

    select
        *,
        least(business_value_customers, quality_of_life_customers) as value_customers,
        {{ null_reason('customer_value_addition', [
            ('business_value_customers = 0 or quality_of_life_customers = 0', 'no_answers'),
        ]) }} as customer_value_addition_null_reason
    from counted

),

final as (

    select
        *,
        {{ unless_null('customer_value_addition',
            customer_value_addition('business_value_uplift', 'quality_of_life_uplift')) }}
            as customer_value_addition
    from reasoned

)

select * from final
