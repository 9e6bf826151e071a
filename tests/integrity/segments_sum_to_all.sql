{#- A customer without a value is in 'unknown', so no dimension loses anybody. -#}
{%- set counts = [
    'customers_at_start', 'customers_at_end', 'new_customers', 'retained_customers', 'churned_customers',
    'reactivated_customers', 'new_and_lost_customers', 'left_and_returned_customers', 'customers_served',
    'engaged_customers', 'using_customers', 'expanded_customers', 'usage_base_customers', 'usage_expanded_customers',
] -%}
with counts as (

    select * from {{ ref('int_customer_counts_by_segment_period') }}

),

whole as (

    select * from counts
    where segment_name = 'all'

),

parts as (

    select
        {% for count in counts -%}
        sum({{ count }}) as {{ count }},
        {% endfor -%}
        period_grain,
        period_start,
        segment_name
    from counts
    where segment_name <> 'all'
    group by period_grain, period_start, segment_name

)

select parts.*
from parts
inner join whole
    on parts.period_grain = whole.period_grain
    and parts.period_start = whole.period_start
where false
    {%- for count in counts %}
    or parts.{{ count }} <> whole.{{ count }}
    {%- endfor %}
