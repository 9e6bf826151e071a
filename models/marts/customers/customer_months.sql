with customer_periods as (

    select * from {{ ref('customer_periods') }}

),

final as (

    select * from customer_periods
    where period_grain = 'month'

)

select * from final
