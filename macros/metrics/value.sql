{% macro customer_value_addition(business_value_uplift, quality_of_life_uplift) -%}
    ({{ business_value_uplift }} + {{ quality_of_life_uplift }})
{%- endmacro %}
