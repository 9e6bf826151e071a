{#- First day of the fiscal quarter or year that a date lies in; years begin with `fiscal_year_start_month`. -#}
{% macro fiscal_start(part, day) -%}
    {%- set months_shifted = var('fiscal_year_start_month') - 1 -%}
    cast({{ add_months('cast(' ~ dbt.date_trunc(part, add_months(day, -months_shifted)) ~ ' as date)', months_shifted) }} as date)
{%- endmacro %}
