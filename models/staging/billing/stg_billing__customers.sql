with accepted_customers as (

    select * from {{ ref('base_billing__customers') }}
    where is_accepted

),

final as (

    select
        customer_id,
        created_at,
        coalesce(region, 'unknown') as region,
        coalesce(industry, 'unknown') as industry,
        coalesce(company_size, 'unknown') as company_size,
        coalesce(acquisition_channel, 'unknown') as acquisition_channel,
        merged_into_customer_id,
        parent_customer_id,
        coalesce(is_test, false) as is_test
    from accepted_customers

)

select * from final
