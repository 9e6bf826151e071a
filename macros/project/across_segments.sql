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


{#- Parts of rates, each under the plan tier that it takes: a select for each tier column, in which the parts of the others
    are zero, so that the sum over all rows is the sum of each. `relations` names the relation of each tier column. -#}
{% macro under_their_plan_tiers(parts_by_tier, relations, columns) -%}
    {%- set parts = parts_by_tier.values() | sum(start=[]) -%}
    {%- for tier, parts_of_tier in parts_by_tier.items() %}
    select
        {% for part in parts -%}
        {{ part if part in parts_of_tier else '0 as ' ~ part }},
        {% endfor -%}
        {{ columns | join(', ') }},
        {{ tier }} as plan_tier
    from {{ relations[tier] }}
    where {{ tier }} is not null
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}
