{#- Whole fiscal years, so that every period of the business has all its days. -#}
with business as (

    select * from {{ ref('int_business_days') }}

),

whole_years as (

    select
        {{ fiscal_start('year', 'first_day') }} as first_day,
        cast({{ add_days(add_months(fiscal_start('year', 'last_day'), 12), -1) }} as date) as last_day
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
        {{ fiscal_start('quarter', 'calendar_date') }} as quarter_start,
        {{ fiscal_start('year', 'calendar_date') }} as year_start
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
