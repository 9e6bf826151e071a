{% macro monthly_recurring_revenue(a) -%} ({{ a }}) {%- endmacro %}
{% macro annual_recurring_revenue(a) -%} (12 * {{ a }}) {%- endmacro %}
{% macro committed_monthly_recurring_revenue(a) -%} ({{ a }}) {%- endmacro %}
{% macro billed_monthly_recurring_revenue(a) -%} ({{ a }}) {%- endmacro %}
{% macro average_revenue_per_account(a,b) -%} {{ customer_success.safe_divide(a,b) }} {%- endmacro %}
{% macro gross_revenue_retention(a,b) -%} {{ customer_success.safe_divide(a,b) }} {%- endmacro %}
{% macro net_revenue_retention(a,b) -%} {{ customer_success.safe_divide(a,b) }} {%- endmacro %}
{% macro net_revenue_retention_with_reactivation(a,r,b) -%} {{ customer_success.safe_divide(a ~ '+' ~ r,b) }} {%- endmacro %}
{% macro gross_revenue_retention_trailing_year(a,b) -%} {{ customer_success.safe_divide(a,b) }} {%- endmacro %}
{% macro net_revenue_retention_trailing_year(a,b) -%} {{ customer_success.safe_divide(a,b) }} {%- endmacro %}
{% macro gross_revenue_churn_rate(c,d,b) -%} {{ customer_success.safe_divide('-(' ~ c ~ '+' ~ d ~ ')',b) }} {%- endmacro %}
{% macro net_revenue_churn_rate(c,d,e,b) -%} {{ customer_success.safe_divide('-(' ~ c ~ '+' ~ d ~ '+' ~ e ~ ')',b) }} {%- endmacro %}
{% macro quick_ratio(n,r,e,c,d) -%} {{ customer_success.safe_divide(n ~ '+' ~ r ~ '+' ~ e, '-(' ~ c ~ '+' ~ d ~ ')') }} {%- endmacro %}
{% macro ltv_to_cac_ratio(a,b) -%} {{ customer_success.safe_divide(a,b) }} {%- endmacro %}
{% macro cac_payback_months(a,b,c) -%} {{ customer_success.safe_divide(a, b ~ '*' ~ c) }} {%- endmacro %}
{% macro gross_margin(a,b) -%} {{ customer_success.safe_divide(a ~ '-' ~ b, a) }} {%- endmacro %}
