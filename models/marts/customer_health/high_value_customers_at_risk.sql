{#- Whom to call first: customers of the latest complete month in the top fifth by what they pay, and at risk or
    falling. -#}
with customer_health as (

    select * from {{ ref('customer_health') }}
    where is_complete_period

),

customer_months as (

    select * from {{ ref('customer_months') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

renewals as (

    select * from {{ ref('int_renewals') }}

),

churn_risks as (

    select * from {{ ref('customer_churn_risk') }}

),

latest as (

    select max(period_start) as period_start from customer_health

),

paying as (

    select
        customer_id,
        period_start,
        {% if var('customer_model') == 'transaction' -%}
        sum(revenue) over (
            partition by customer_id order by period_start rows between 11 preceding and current row
        ) as value_amount,
        {%- else -%}
        recurring_amount_at_end as value_amount,
        {%- endif %}
        customers_at_end
    from customer_months

),

valued as (

    select
        paying.customer_id,
        paying.period_start,
        paying.value_amount,
        {{ safe_divide('paying.value_amount', 'sum(paying.value_amount) over ()') }} as value_share,
        {{ quintile('paying.value_amount') }} as value_quintile
    from paying
    inner join latest
        on paying.period_start = latest.period_start
    where paying.customers_at_end = 1

),

final as (

    select
        customer_health.customer_id,
        customer_health.period_start,
        customer_health.period_end,
        case
            when customer_health.band = 'at_risk' and customer_health.trend = 'falling'
                then 'band_at_risk, score_falling'
            when customer_health.band = 'at_risk' then 'band_at_risk'
            else 'score_falling'
        end as reasons,
        cast(valued.value_amount as {{ type_of('number') }}) as value_amount,
        valued.value_share,
        '{{ var("reporting_currency") }}' as currency,
        customer_health.score,
        customer_health.band,
        customer_health.score_change,
        customer_health.strongest_drag,
        customer_health.strongest_lift,
        churn_risks.churn_probability,
        renewals.renews_on,
        renewals.is_scheduled_to_end,
        customer_health.owner,
        customer_health.company_size,
        customer_health.industry,
        customer_health.region,
        customer_health.plan_tier,
        customer_health.override_reason
    from customer_health
    inner join valued
        on customer_health.customer_id = valued.customer_id
        and customer_health.period_start = valued.period_start
    inner join customers
        on customer_health.customer_id = customers.customer_id
    left join renewals
        on customer_health.customer_id = renewals.customer_id
    left join churn_risks
        on customer_health.customer_id = churn_risks.customer_id
    where valued.value_quintile = 5
        and (customer_health.band = 'at_risk' or customer_health.trend = 'falling')
        -- Whoever has left since then is lost, not at risk.
        and customers.is_active

)

select * from final
