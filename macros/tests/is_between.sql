{% test is_between(model, columns, low, high) %}
select *
from {{ model }}
where
    {%- for column in columns %}
    {{ 'or ' if not loop.first }}not ({{ column }} between {{ low }} and {{ high }})
    {%- endfor %}
{% endtest %}
