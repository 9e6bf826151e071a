{% test expression_is_true(model, expression) %}
select *
from {{ model }} as tested
where not ({{ expression }})
{% endtest %}
