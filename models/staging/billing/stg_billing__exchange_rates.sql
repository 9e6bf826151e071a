with accepted_exchange_rates as (

    select * from {{ ref('base_billing__exchange_rates') }}
    where is_accepted

),

final as (

    select
        rate_date,
        from_currency,
        to_currency,
        rate
    from accepted_exchange_rates

)

select * from final
