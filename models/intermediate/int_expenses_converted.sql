with expenses as (

    select * from {{ ref('stg_billing__expenses') }}

),

rates as (

    select * from {{ ref('int_exchange_rates') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

final as (

    select
        expenses.expense_id,
        {{ instant_of_local('expenses.incurred_on') }} as incurred_at,
        expenses.category,
        expenses.channel,
        case when expenses.category in ('advertising', 'marketing', 'sales') then 1 else 0 end as is_acquisition_spend,
        case when expenses.category = 'cost_of_service' then 1 else 0 end as is_cost_to_serve,
        {{ convert('expenses.amount', 'rates.rate') }} as amount
    from expenses
    cross join as_of
    left join rates
        on expenses.currency = rates.currency
        and expenses.incurred_on >= rates.valid_from
        and expenses.incurred_on < rates.valid_until
    where {{ instant_of_local('expenses.incurred_on') }} < as_of.as_of_at

)

select * from final
