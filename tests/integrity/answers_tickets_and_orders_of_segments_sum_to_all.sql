{#- What is counted by event follows the same rule as what is counted by customer. -#}
{%- set counts_by_mart = {
    'nps_by_segment_period': ['respondents', 'promoters', 'passives', 'detractors'],
    'csat_by_segment_period': ['satisfaction_answers', 'satisfaction_respondents', 'satisfied_respondents'],
    'support_by_segment_period': ['tickets_opened', 'tickets_answered', 'tickets_unanswered'],
    'clv_by_segment_period': ['orders', 'revenue', 'churn_events'],
    'orders_by_segment_period': ['buyers', 'repeat_buyers'],
    'survey_response_by_segment_period': ['invitations', 'answered_invitations'],
    'active_users_by_segment_period': ['user_days', 'month_user_days', 'month_users'],
    'time_to_value_by_segment_period': ['new_customers', 'customers_with_value'],
} -%}
with counted as (

    {%- for mart, counts in counts_by_mart.items() %}
    {%- set last_mart = loop.last %}
    {%- for count in counts %}
    select
        '{{ mart }}.{{ count }}' as counted,
        period_grain,
        period_start,
        segment_name,
        sum({{ count }}) as total
    from {{ ref(mart) }}
    group by period_grain, period_start, segment_name
    {% if not (loop.last and last_mart) %}union all{% endif %}
    {%- endfor %}
    {%- endfor %}

),

whole as (

    select * from counted
    where segment_name = 'all'

)

select counted.*
from counted
inner join whole
    on counted.counted = whole.counted
    and counted.period_grain = whole.period_grain
    and counted.period_start = whole.period_start
where counted.total <> whole.total
