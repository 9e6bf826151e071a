{#- One row: the local days from the first trace of any customer to the last moment that counts. -#}
with traces as (

    select * from {{ ref('int_customer_traces') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

final as (

    select
        {{ local_date('min(traces.first_trace_at)') }} as first_day,
        {{ local_date_before('max(as_of.as_of_at)') }} as last_day
    from traces
    cross join as_of

)

select * from final
