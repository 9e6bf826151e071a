{#- Every value of every segment dimension that a counted row falls in. -#}
with customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

expenses as (

    select * from {{ ref('int_expenses_converted') }}

),

tiers as (

    select * from {{ ref('int_plan_tiers_held') }}

),

terms as (

    select * from {{ ref('int_active_terms') }}

),

answers as (

    select * from {{ ref('int_survey_answers_classified') }}

),

tickets as (

    select * from {{ ref('int_tickets_opened') }}

),

invitations as (

    select * from {{ ref('int_invitations_sent') }}

),

active_users as (

    select * from {{ ref('int_active_users_by_customer_period') }}

),

revenue_entries as (

    select * from {{ ref('int_revenue_entries_segmented') }}

),

final as (

    select
        'all' as segment_name,
        'all' as segment_value
    {%- for segment in fixed_segments() %}
    union distinct
    select
        '{{ segment }}' as segment_name,
        {{ segment }} as segment_value
    from customers
    {%- endfor %}
    union distinct
    select
        'acquisition_channel' as segment_name,
        channel as segment_value
    from expenses
    where is_acquisition_spend = 1
    {%- for relation in ['terms', 'tiers', 'answers', 'tickets', 'invitations', 'active_users', 'revenue_entries'] %}
    union distinct
    select
        'plan_tier' as segment_name,
        plan_tier as segment_value
    from {{ relation }}
    {%- endfor %}

)

select * from final
