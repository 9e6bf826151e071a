-- Every account, those of the days to come included. More come every month: the later ones lie closer together.
create or replace temp table accounts as
with numbered as (
    select range as account from range(cast(getvariable('accounts') * 1.1 + 10 as bigint))
),

drawn as (
    select
        account,
        'c' || lpad(cast(account as varchar), 7, '0') as customer_id,
        days_later(
            getvariable('begins_at'), getvariable('days') * power(account / getvariable('accounts'), 0.6)
        ) as created_at,
        case
            when dice(account, 'size') < 0.60 then 'small'
            when dice(account, 'size') < 0.90 then 'medium'
            else 'large'
        end as company_size,
        pick(account, 'region', ['AMER', 'AMER', 'EMEA', 'EMEA', 'APAC', null]) as region,
        pick(account, 'industry', ['software', 'retail', 'health', 'finance', 'education', 'media', 'logistics', null])
            as industry,
        pick(account, 'channel', ['search', 'social', 'referral', 'partner', 'event', null]) as acquisition_channel
    from numbered
)

select
    *,
    case company_size
        when 'small' then 1 + cast(floor(dice(account, 'seats') * 5) as integer)
        when 'medium' then 6 + cast(floor(dice(account, 'seats') * 25) as integer)
        else 31 + cast(floor(power(dice(account, 'seats'), 2) * 200) as integer)
    end as seats,
    case region
        when 'EMEA' then pick(account, 'currency', ['EUR', 'EUR', 'GBP'])
        when 'APAC' then pick(account, 'currency', ['JPY', 'AUD', 'USD'])
        else 'USD'
    end as currency,
    0.2 + 1.6 * dice(account, 'engagement') as engagement
from drawn;
