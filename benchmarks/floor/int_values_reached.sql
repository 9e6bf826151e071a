select
    customers.customer_id,
    case when first_value_at is null then 0 else 1 end as has_reached_value,
    greatest(0, date_diff('microsecond', customers.first_activated_at, coalesce(first_value_at, as_of.as_of_at)) / 1e6 / 86400)
        as days_observed
from marts.customers
cross join intermediate.int_as_of as as_of
left join (
    select customer_id, min(first_event_at) as first_value_at
    from intermediate.int_usage_by_customer_day
    group by customer_id
) using (customer_id)
where customers.first_activated_at is not null
