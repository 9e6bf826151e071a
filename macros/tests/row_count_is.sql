{% test row_count_is(model, expected) %}
select rows_found
from (select count(*) as rows_found from {{ model }}) as counted
where rows_found <> {{ expected }}
{% endtest %}
