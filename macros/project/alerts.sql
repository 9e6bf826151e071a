{#- The days by which a feed, named by a column, may lag before it is stale, as SQL: from `alert_stale_after_days`. -#}
{% macro stale_after_days(raw_table) -%}
    {%- set given = var('alert_stale_after_days') -%}
    {%- set days = given if given is mapping else {'default': given} -%}
    case
        {%- for name in days if name != 'default' %}
        when {{ raw_table }} = '{{ name }}' then {{ days[name] }}
        {%- endfor %}
        when true then {{ days.get('default', 35) }}
    end
{%- endmacro %}
