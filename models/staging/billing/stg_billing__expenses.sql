with accepted_expenses as (

    select * from {{ ref('base_billing__expenses') }}
    where is_accepted

),

final as (

    select
        expense_id,
        incurred_on,
        category,
        coalesce(channel, 'unknown') as channel,
        amount,
        currency
    from accepted_expenses

)

select * from final
