-- Two ways to the same number: newcomers by their events and by the populations of customers, users by their last day
-- in the month and told apart. Of users the months are enough: the other grains are counted in the same pass.
with active_users as (

    select * from {{ ref('active_users_by_segment_period') }}

),

time_to_value as (

    select * from {{ ref('time_to_value_by_segment_period') }}

),

counts as (

    select * from {{ ref('int_customer_counts_by_segment_period') }}

),

users as (

    select
        windows.period_grain,
        windows.period_start,
        count(distinct users_by_day.customer_id || '|' || users_by_day.user_id) as month_users
    from {{ ref('int_user_windows') }} as windows
    inner join {{ ref('int_users_by_day') }} as users_by_day
        on windows.month_first_day <= users_by_day.usage_date
        and windows.last_day >= users_by_day.usage_date
    where windows.period_grain = 'month'
    group by windows.period_grain, windows.period_start

)

select
    counts.period_grain,
    counts.period_start,
    counts.segment_name,
    counts.segment_value,
    'new_customers' as counted
from counts
inner join time_to_value
    on counts.period_grain = time_to_value.period_grain
    and counts.period_start = time_to_value.period_start
    and counts.segment_name = time_to_value.segment_name
    and counts.segment_value = time_to_value.segment_value
where counts.new_customers <> time_to_value.new_customers
union all
select
    active_users.period_grain,
    active_users.period_start,
    active_users.segment_name,
    active_users.segment_value,
    'month_users' as counted
from active_users
left join users
    on active_users.period_grain = users.period_grain
    and active_users.period_start = users.period_start
where active_users.segment_name = 'all'
    and active_users.period_grain = 'month'
    and active_users.month_users <> coalesce(users.month_users, 0)
