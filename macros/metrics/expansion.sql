{% macro customer_expansion_rate(expanded_customers, customers_at_start) -%}
    {{ customer_success.safe_divide(expanded_customers, customers_at_start) }}
{%- endmacro %}

{% macro usage_expansion_rate(usage_expanded_customers, usage_base_customers) -%}
    {{ customer_success.safe_divide(usage_expanded_customers, usage_base_customers) }}
{%- endmacro %}

{#- Whole cents, so that no fraction of one makes a phantom expansion. -#}
{% macro has_grown(amount_before, amount_now, threshold) -%}
    {{ customer_success.is_beyond('round(' ~ amount_before ~ ', 2)', 'round(' ~ amount_now ~ ', 2)', threshold) }}
{%- endmacro %}

{#- More than the share `threshold` above what was before; exactly that share is not. -#}
{% macro is_beyond(before, now, threshold) -%}
    ({{ now }} > {{ before }} * (1 + cast({{ threshold }} as {{ customer_success.type_of('number') }})))
{%- endmacro %}
