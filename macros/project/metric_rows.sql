{#- One metric of a family mart in the long shape of `metric_values`: a select of its rows.
    Where the metric has no source, or no meaning for the business, there are no parts either, rather than
    zeros. -#}
{% macro metric_rows(
    metric, family_mart, sample_size, numerator='null', denominator='null', has_interval=false, has_weeks=false
) -%}
    {%- set has_source -%}
        coalesce({{ metric }}_null_reason, '') not in ('source_switched_off', 'not_recurring')
    {%- endset -%}
    select
        '{{ metric }}' as metric,
        period_grain,
        period_start,
        period_end,
        is_complete_period,
        segment_name,
        segment_value,
        cast(case when {{ has_source }} then {{ numerator }} end as {{ type_of('double') }}) as numerator,
        cast(case when {{ has_source }} then {{ denominator }} end as {{ type_of('double') }}) as denominator,
        cast({{ metric }} as {{ type_of('double') }}) as metric_value,
        cast(case when {{ has_source }} then {{ sample_size }} else 0 end as {{ dbt.type_bigint() }}) as sample_size,
        cast({{ metric ~ '_interval_low' if has_interval else 'null' }} as {{ type_of('double') }}) as interval_low,
        cast({{ metric ~ '_interval_high' if has_interval else 'null' }} as {{ type_of('double') }}) as interval_high,
        {{ metric }}_null_reason as null_reason
    from {{ ref(family_mart) }}
    {%- if not has_weeks %}
    where period_grain <> 'week'
    {%- endif %}
{%- endmacro %}
