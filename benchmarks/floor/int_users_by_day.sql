select distinct
    accounts.customer_id,
    user_id,
    usage_date
from intermediate.usage_by_user_day
inner join intermediate.int_accounts_merged as accounts
    using (account_id)
