with {{ judged_rows('billing', 'customers') }},

-- Among accounts that are right in themselves: a merge must lead to one that is merged no further.
first_steps as (

    select
        customer_id as account_id,
        coalesce(merged_into_customer_id, customer_id) as follows_id
    from judged
    where broken_rules = '' and copy_number = 1

),

-- An account that is merged into itself is a circle and no end.
ends as (

    select customer_id as account_id
    from judged
    where broken_rules = '' and copy_number = 1 and merged_into_customer_id is null

),

{{ followed_to_the_end('first_steps') }},

survivors as (

    select followed.account_id
    from followed
    inner join ends
        on followed.end_id = ends.account_id

),

led as (

    select
        judged.*,
        judged.merged_into_customer_id is not null and survivors.account_id is null as leads_nowhere
    from judged
    left join survivors
        on judged.merged_into_customer_id = survivors.account_id

)

{{ accepted_or_set_aside('billing', 'customers', 'led',
    special_quarantine_rules()['billing.customers']) }}
