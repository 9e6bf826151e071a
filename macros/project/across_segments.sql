{#- The customer's attributes that are segments: fixed, as they stand in the customer's row. -#}
{% macro fixed_segments() %}
    {% do return(['company_size', 'industry', 'region', 'acquisition_channel']) %}
{% endmacro %}


{#- Each row of a relation once for the whole and once for each segment dimension: `select` of the given
    columns with segment_name and segment_value. The relation has one column per dimension. -#}
{% macro across_segments(relation, columns, segments=none) -%}
    {%- for segment in segments or ['all', 'plan_tier'] + fixed_segments() %}
        select
            {{ columns | join(', ') }},
            '{{ segment }}' as segment_name,
            {{ "'all'" if segment == 'all' else segment }} as segment_value
        from {{ relation }}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}
