{#- Negated: a NaN is larger than every number on some adapters and equal to none on others. -#}
{% test is_finite(model, columns) %}
select *
from {{ model }}
where
    {%- for column in columns %}
    {{ 'or ' if not loop.first }}not (abs({{ column }}) <= 1.7976931348623157e308)
    {%- endfor %}
{% endtest %}
