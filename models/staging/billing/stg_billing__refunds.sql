with accepted_refunds as (

    select * from {{ ref('base_billing__refunds') }}
    where is_accepted

),

final as (

    select
        refund_id,
        invoice_id,
        refunded_at,
        amount,
        currency
    from accepted_refunds

)

select * from final
