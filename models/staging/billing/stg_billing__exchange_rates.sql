with raw_exchange_rates as (

    {{ raw('billing', 'exchange_rates') }}

),

final as (

    select
        rate_date,
        from_currency,
        to_currency,
        rate
    from raw_exchange_rates

)

select * from final
