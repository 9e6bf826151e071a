{#- Rows of a planning table (relation `judged`) with whether what they plan is there, as a select. -#}
{% macro with_what_is_planned() -%}
    select
        judged.*,
        metrics.metric is not null as names_a_metric,
        segments.segment_value is not null as names_a_segment,
        coalesce(judged.period_grain <> 'week' or metrics.has_weeks, true) as names_a_grain_with_figures
    from judged
    left join {{ ref('metric_registry') }} as metrics
        on judged.metric = metrics.metric
    left join {{ ref('int_segments_known') }} as segments
        on judged.segment_name = segments.segment_name
        and judged.segment_value = segments.segment_value
{%- endmacro %}


{#- The rules about what a planning table's row plans: {rule, class, condition}. -#}
{% macro rules_of_what_is_planned() %}
    {% do return([
        {'rule': 'metric_unknown', 'class': 'domain', 'condition': 'metric is not null and not names_a_metric'},
        {'rule': 'segment_unknown', 'class': 'domain',
            'condition': 'segment_name is not null and segment_value is not null and not names_a_segment'},
        {'rule': 'grain_without_figures', 'class': 'domain', 'condition': 'not names_a_grain_with_figures'},
    ]) %}
{% endmacro %}
