{#- Why a metric has no value in a row, as text; null where it has one. The first condition that holds decides. -#}
{% macro null_reason(metric, reasons) -%}
    case
        when (select is_switched_off from {{ ref('int_metrics_switched_off') }} where metric = '{{ metric }}')
            then 'source_switched_off'
        {%- for condition, reason in reasons %}
        when {{ condition }} then '{{ reason }}'
        {%- endfor %}
    end
{%- endmacro %}


{#- The reason of whatever recurs, in a business that sells orders: a condition and its name. -#}
{% macro nothing_recurs() %}
    {% do return(["'" ~ var('customer_model') ~ "' = 'transaction'", 'not_recurring']) %}
{% endmacro %}


{#- A figure of a metric where its null reason is empty, null elsewhere. -#}
{% macro unless_null(metric, figure) -%}
    case when {{ metric }}_null_reason is null then {{ figure }} end
{%- endmacro %}


{#- A part of a metric that is summed elsewhere: null where the metric has no source, for a sum of nothing is no 0. -#}
{% macro unless_switched_off(metric, part) -%}
    case
        when not (select is_switched_off from {{ ref('int_metrics_switched_off') }} where metric = '{{ metric }}')
            then {{ part }}
    end
{%- endmacro %}
