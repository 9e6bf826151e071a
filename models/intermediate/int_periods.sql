{#- Every period of the business: from the one with its first trace to the one that as-of falls in. -#}
{%- set grains = ['week', 'month', 'quarter', 'year'] -%}
with days as (

    select * from {{ ref('customer_success', 'calendar') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

business as (

    select * from {{ ref('int_business_days') }}

),

periods as (

    {%- for grain in grains %}
    select distinct
        '{{ grain }}' as period_grain,
        days.{{ grain }}_start as period_start,
        days.{{ grain }}_end as period_end
    from days
    inner join business
        on days.calendar_date between business.first_day and business.last_day
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

dated as (

    select
        period_grain,
        period_start,
        period_end,
        {{ instant_of_local('period_start') }} as starts_at,
        {{ instant_of_local('period_end') }} as ends_at
    from periods

),

bounded as (

    select
        dated.*,
        least(dated.ends_at, as_of.as_of_at) as effective_ends_at,
        dated.ends_at <= as_of.as_of_at as is_complete_period
    from dated
    cross join as_of

),

final as (

    select
        *,
        {{ local_date_before('starts_at') }} as opening_rate_date,
        {{ local_date_before('effective_ends_at') }} as closing_rate_date,
        {{ instant_of_local(add_months(local_time('effective_ends_at'), -12)) }} as trailing_year_starts_at
    from bounded

)

select * from final
