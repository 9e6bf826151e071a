{#- Whole fiscal years, so that every period of the business has all its days. -#}
{%- set months_shifted = var('fiscal_year_start_month') - 1 -%}
with traces as (

    select * from {{ ref('int_customer_traces') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

business as (

    select
        {{ local_date('min(traces.first_trace_at)') }} as first_day,
        {{ local_date_before('max(as_of.as_of_at)') }} as last_day
    from traces
    cross join as_of

),

whole_years as (

    select
        cast({{ add_months(dbt.date_trunc('year', add_months('first_day', -months_shifted)), months_shifted) }} as date) as first_day,
        cast({{ add_days(add_months(dbt.date_trunc('year', add_months('last_day', -months_shifted)), months_shifted + 12), -1) }} as date) as last_day
    from business

),

days as (

    {{ each_day('whole_years', 'first_day', 'last_day') }}

),

starts as (

    select
        calendar_date,
        {{ iso_week_start('calendar_date') }} as week_start,
        cast({{ dbt.date_trunc('month', 'calendar_date') }} as date) as month_start,
        cast({{ add_months(dbt.date_trunc('quarter', add_months('calendar_date', -months_shifted)), months_shifted) }} as date) as quarter_start,
        cast({{ add_months(dbt.date_trunc('year', add_months('calendar_date', -months_shifted)), months_shifted) }} as date) as year_start
    from days

),

final as (

    select
        calendar_date,
        week_start,
        cast({{ add_days('week_start', 7) }} as date) as week_end,
        month_start,
        cast({{ add_months('month_start', 1) }} as date) as month_end,
        quarter_start,
        cast({{ add_months('quarter_start', 3) }} as date) as quarter_end,
        year_start,
        cast({{ add_months('year_start', 12) }} as date) as year_end
    from starts

)

select * from final
