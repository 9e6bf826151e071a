{#- What was known of each customer at the end of each month. The model is fitted on this table and scores this table.
    What a raw table that is switched off would have said is missing. -#}
{%- set sources = {
    'usage_trend': ('usage', 'usage.events'),
    'days_since_use': ('usage', 'usage.events'),
    'tickets_opened': ('support', 'support.tickets'),
    'survey_score': ('satisfaction', 'survey.responses'),
    'invoices_overdue': ('payment', 'billing.invoices'),
    'tenure_days': ('contract', 'billing.customers'),
    'days_to_renewal': ('contract', 'billing.customers'),
    'has_contracted': ('contract', 'billing.customers'),
} -%}
{%- set topics = ['usage', 'support', 'satisfaction', 'payment', 'contract'] -%}
with cut_offs as (

    select * from {{ ref('int_churn_risk_cut_offs') }}

),

{% for topic in topics -%}
{{ topic }} as (

    select * from {{ ref('int_churn_risk_' ~ topic) }}

),

{% endfor -%}
raw_tables as (

    select * from {{ ref('int_raw_tables') }}

),

switches as (

    select
        {%- for raw_table in ['usage.events', 'support.tickets', 'survey.responses', 'billing.invoices', 'billing.customers'] %}
        max(case when raw_table = '{{ raw_table }}' and is_switched_on then 1 else 0 end) = 1
            as {{ raw_table | replace('.', '_') }}{{ ',' if not loop.last }}
        {%- endfor %}
    from raw_tables

),

final as (

    select
        cut_offs.customer_id,
        cut_offs.period_start,
        cut_offs.cut_off_at,
        cut_offs.cut_off_on,
        cut_offs.horizon_ends_on,
        cut_offs.company_size,
        cut_offs.industry,
        cut_offs.region,
        cut_offs.acquisition_channel,
        cut_offs.plan_tier,
        {%- for feature in churn_risk_features() %}
        {%- set topic, raw_table = sources[feature] %}
        cast(case when switches.{{ raw_table | replace('.', '_') }} then {{ topic }}.{{ feature }} end
            as {{ type_of('double') }}) as {{ feature }}{{ ',' if not loop.last }}
        {%- endfor %}
    from cut_offs
    cross join switches
    {%- for topic in topics %}
    inner join {{ topic }}
        on cut_offs.customer_id = {{ topic }}.customer_id
        and cut_offs.period_start = {{ topic }}.period_start
    {%- endfor %}

)

select * from final
