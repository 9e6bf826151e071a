{%- set discount_rate = 'cast(' ~ var('clv_discount_rate') ~ ' as ' ~ type_of('double') ~ ')' -%}
{%- set cap = 'cast(' ~ var('lifetime_cap_years') ~ ' as ' ~ type_of('double') ~ ')' -%}
{%- set profit_reasons = [('customer_years = 0', 'no_base'), ('cost_to_serve is null', 'no_revenue')] -%}
with trailing_year as (

    select * from {{ ref('int_trailing_year_by_segment_period') }}

),

inputs as (

    select
        *,
        {{ annual_profit('revenue', 'cost_to_serve', 'customer_years') }} as annual_profit,
        {{ average_order_value('revenue', 'orders') }} as average_order_value,
        {{ orders_per_customer_year('orders', 'customer_years') }} as orders_per_customer_year,
        {{ lifetime_years('customer_years', 'churn_events', cap) }} as lifetime_years
    from trailing_year

),

reasoned as (

    select
        *,
        churn_events = 0 or lifetime_years >= {{ cap }} as is_lifetime_capped,
        {{ null_reason('customer_lifetime_value', profit_reasons) }} as customer_lifetime_value_null_reason,
        {{ null_reason('customer_lifetime_value_orders',
            [('customer_years = 0', 'no_base'), ('orders = 0', 'no_orders')]) }}
            as customer_lifetime_value_orders_null_reason,
        {{ null_reason('customer_lifetime_value_profit', profit_reasons) }}
            as customer_lifetime_value_profit_null_reason,
        {{ null_reason('customer_lifetime_value_compounded', profit_reasons) }}
            as customer_lifetime_value_compounded_null_reason,
        {{ null_reason('customer_lifetime_value_single_payment', profit_reasons) }}
            as customer_lifetime_value_single_payment_null_reason
    from inputs

),

final as (

    select
        *,
        {{ unless_null('customer_lifetime_value',
            customer_lifetime_value('annual_profit', 'lifetime_years', discount_rate)) }}
            as customer_lifetime_value,
        {{ unless_null('customer_lifetime_value_orders',
            customer_lifetime_value_orders('average_order_value', 'orders_per_customer_year', 'lifetime_years')) }}
            as customer_lifetime_value_orders,
        {{ unless_null('customer_lifetime_value_profit',
            customer_lifetime_value_profit('annual_profit', 'lifetime_years')) }}
            as customer_lifetime_value_profit,
        {{ unless_null('customer_lifetime_value_compounded',
            customer_lifetime_value_compounded('annual_profit', 'lifetime_years', discount_rate)) }}
            as customer_lifetime_value_compounded,
        {{ unless_null('customer_lifetime_value_single_payment',
            customer_lifetime_value_single_payment('annual_profit', 'lifetime_years', discount_rate)) }}
            as customer_lifetime_value_single_payment
    from reasoned

)

select * from final
