with raw_refunds as (

    {{ raw('billing', 'refunds') }}

),

final as (

    select
        refund_id,
        invoice_id,
        refunded_at,
        amount,
        currency
    from raw_refunds

)

select * from final
