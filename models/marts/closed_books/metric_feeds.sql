{#- Beside the raw tables without which it is switched off, every metric reads the accounts (merges, segments) and the
    subscriptions (plan tiers), whoever reads invoices reads refunds, and amounts read exchange rates. -#}
-- Too many quarantined rows change no mart, not even this one: {{ ref('int_load_counts') }}
with registry as (

    select * from {{ ref('metric_registry') }}

),

raw_tables as (

    select * from {{ ref('int_raw_tables') }}

),

needed as (

    select
        registry.metric,
        {% if var('customer_model') == 'transaction' -%}
        -- Orders stand in for subscriptions.
        case
            when raw_tables.raw_table = 'billing.subscriptions' then 'billing.invoices'
            else raw_tables.raw_table
        end as raw_table
        {%- else -%}
        raw_tables.raw_table
        {%- endif %}
    from registry
    inner join raw_tables
        on registry.raw_tables like '%' || raw_tables.raw_table || '%'

),

beside as (

    select
        metric,
        'billing.customers' as raw_table
    from registry
    union all
    select
        metric,
        'billing.subscriptions' as raw_table
    from registry
    union all
    select
        metric,
        'billing.refunds' as raw_table
    from needed
    where raw_table = 'billing.invoices'
    union all
    select
        metric,
        'billing.exchange_rates' as raw_table
    from needed
    where raw_table in ('billing.subscriptions', 'billing.invoices', 'billing.expenses')

),

all_feeds as (

    select
        metric,
        raw_table,
        true as is_needed
    from needed
    union all
    select
        metric,
        raw_table,
        false as is_needed
    from beside

),

final as (

    select
        metric,
        raw_table,
        max(case when is_needed then 1 else 0 end) = 1 as is_needed
    from all_feeds
    group by metric, raw_table

)

select * from final
