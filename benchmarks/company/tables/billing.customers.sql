select
    customer_id,
    created_at,
    'Company ' || cast(account as varchar) as name,
    'office@company-' || cast(account as varchar) || '.example' as email,
    region as country,
    region,
    industry,
    company_size,
    acquisition_channel,
    case
        when dice(account, 'parent') < 0.05 and account > 10
            then 'c' || lpad(cast(cast(floor(account * dice(account, 'which parent')) as bigint) as varchar), 7, '0')
    end as parent_customer_id,
    -- Only from odd into even numbers, so that no merge leads in a circle.
    case
        when dice(account, 'merged') < 0.01 and account % 2 = 1
            then 'c' || lpad(cast(cast(floor((account // 2) * dice(account, 'merged into')) as bigint) * 2 as varchar), 7, '0')
    end as merged_into_customer_id,
    dice(account, 'test') < 0.01 as is_test,
    created_at as updated_at
from accounts
where created_at < getvariable('now_at')
order by account
