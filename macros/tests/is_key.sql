{% test is_key(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as occurrences
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}


{#- The same of one column of a table of millions of rows: only those are grouped whose short hash is shared. -#}
{% test is_key_of_many(model, column) %}
select
    {{ column }},
    count(*) as occurrences
from {{ model }}
where {{ column }} is null
    or {{ customer_success.hash_number(column) }} in (
        select {{ customer_success.hash_number('counted.' ~ column) }}
        from {{ model }} as counted
        group by {{ customer_success.hash_number('counted.' ~ column) }}
        having count(*) > 1
    )
group by {{ column }}
having count(*) > 1
    or {{ column }} is null
{% endtest %}
