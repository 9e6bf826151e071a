with raw_expenses as (

    {{ raw('billing', 'expenses') }}

),

final as (

    select
        expense_id,
        incurred_on,
        category,
        coalesce(channel, 'unknown') as channel,
        amount,
        currency
    from raw_expenses

)

select * from final
