-- One row per account. The reasons for each choice are in README.md.
select
    account_id as customer_id,
    cast(signup_date as timestamp) as created_at,
    account_name as name,
    country,
    country as region,
    industry,
    case
        when seats < 10 then '1-9 seats'
        when seats < 50 then '10-49 seats'
        when seats >= 50 then '50+ seats'
    end as company_size,
    referral_source as acquisition_channel
from accounts
order by customer_id
