{#- Losses (churn, contraction) are negative amounts here, as in `mrr_movements`. -#}
{% macro monthly_recurring_revenue(contracted_mrr) -%}
    ({{ contracted_mrr }})
{%- endmacro %}

{% macro annual_recurring_revenue(monthly_recurring_revenue) -%}
    (12 * ({{ monthly_recurring_revenue }}))
{%- endmacro %}

{% macro committed_monthly_recurring_revenue(committed_mrr) -%}
    ({{ committed_mrr }})
{%- endmacro %}

{% macro billed_monthly_recurring_revenue(billed_mrr) -%}
    ({{ billed_mrr }})
{%- endmacro %}

{% macro average_revenue_per_account(monthly_recurring_revenue, customers_at_end) -%}
    {{ customer_success.safe_divide(monthly_recurring_revenue, customers_at_end) }}
{%- endmacro %}

{% macro gross_revenue_retention(gross_retained_mrr, base_mrr) -%}
    {{ customer_success.safe_divide(gross_retained_mrr, base_mrr) }}
{%- endmacro %}

{% macro net_revenue_retention(net_retained_mrr, base_mrr) -%}
    {{ customer_success.safe_divide(net_retained_mrr, base_mrr) }}
{%- endmacro %}

{% macro net_revenue_retention_with_reactivation(net_retained_mrr, reactivation_mrr, base_mrr) -%}
    {{ customer_success.safe_divide(net_retained_mrr ~ ' + ' ~ reactivation_mrr, base_mrr) }}
{%- endmacro %}

{% macro gross_revenue_retention_trailing_year(gross_retained_mrr_trailing_year, base_mrr_trailing_year) -%}
    {{ customer_success.safe_divide(gross_retained_mrr_trailing_year, base_mrr_trailing_year) }}
{%- endmacro %}

{% macro net_revenue_retention_trailing_year(net_retained_mrr_trailing_year, base_mrr_trailing_year) -%}
    {{ customer_success.safe_divide(net_retained_mrr_trailing_year, base_mrr_trailing_year) }}
{%- endmacro %}

{% macro gross_revenue_churn_rate(churn_mrr, contraction_mrr, base_mrr) -%}
    {{ customer_success.safe_divide('-(' ~ churn_mrr ~ ' + ' ~ contraction_mrr ~ ')', base_mrr) }}
{%- endmacro %}

{% macro net_revenue_churn_rate(churn_mrr, contraction_mrr, expansion_mrr, base_mrr) -%}
    {{ customer_success.safe_divide(
        '-(' ~ churn_mrr ~ ' + ' ~ contraction_mrr ~ ' + ' ~ expansion_mrr ~ ')', base_mrr
    ) }}
{%- endmacro %}

{% macro quick_ratio(new_mrr, reactivation_mrr, expansion_mrr, contraction_mrr, churn_mrr) -%}
    {{ customer_success.safe_divide(
        new_mrr ~ ' + ' ~ reactivation_mrr ~ ' + ' ~ expansion_mrr, '-(' ~ contraction_mrr ~ ' + ' ~ churn_mrr ~ ')'
    ) }}
{%- endmacro %}
