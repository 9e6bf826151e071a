with as_published as (

    select * from {{ ref('stg_billing__exchange_rates') }}

),

direct as (

    select
        rate_date,
        from_currency as currency,
        rate
    from as_published
    where to_currency = '{{ var("reporting_currency") }}'
        and from_currency <> '{{ var("reporting_currency") }}'

),

first_direct as (

    select
        currency,
        min(rate_date) as first_rate_date
    from direct
    group by currency

),

-- Only where no direct rate is known yet.
inverse as (

    select
        as_published.rate_date,
        as_published.to_currency as currency,
        cast({{ safe_divide(1, 'as_published.rate') }} as {{ type_of('inverse_rate') }}) as rate
    from as_published
    left join first_direct
        on as_published.to_currency = first_direct.currency
    where as_published.from_currency = '{{ var("reporting_currency") }}'
        and as_published.to_currency <> '{{ var("reporting_currency") }}'
        and (first_direct.first_rate_date is null or as_published.rate_date < first_direct.first_rate_date)

),

known as (

    select
        rate_date,
        currency,
        cast(rate as {{ type_of('inverse_rate') }}) as rate
    from direct
    union all
    select
        rate_date,
        currency,
        rate
    from inverse

),

succeeded as (

    select
        currency,
        rate,
        rate_date,
        lead(rate_date) over (partition by currency order by rate_date) as next_rate_date,
        cast({{ add_days('rate_date', var('fx_max_age_days') + 1) }} as date) as expires_on
    from known

),

final as (

    select
        currency,
        rate_date as valid_from,
        least(coalesce(next_rate_date, expires_on), expires_on) as valid_until,
        rate
    from succeeded
    union all
    select
        '{{ var("reporting_currency") }}' as currency,
        cast('0001-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_until,
        cast(1 as {{ type_of('inverse_rate') }}) as rate

)

select * from final
