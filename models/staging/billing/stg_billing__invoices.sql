with accepted_invoices as (

    select * from {{ ref('base_billing__invoices') }}
    where is_accepted

),

final as (

    select
        invoice_id,
        customer_id,
        subscription_id,
        issued_at,
        paid_at,
        status,
        currency,
        subtotal_amount - coalesce(discount_amount, 0) as net_amount,
        service_period_start,
        service_period_end
    from accepted_invoices

)

select * from final
