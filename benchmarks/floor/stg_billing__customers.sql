select
    hash(customer_id) as customer_id,
    created_at,
    coalesce(region, 'unknown') as region,
    coalesce(industry, 'unknown') as industry,
    coalesce(company_size, 'unknown') as company_size,
    coalesce(acquisition_channel, 'unknown') as acquisition_channel,
    case when merged_into_customer_id is not null then hash(merged_into_customer_id) end as merged_into_customer_id,
    case when parent_customer_id is not null then hash(parent_customer_id) end as parent_customer_id,
    is_test
from raw.billing_customers
