{% macro quintile(value) -%}
    1 + cast(floor({{ customer_success.safe_divide(
        '5 * (2 * rank() over (order by ' ~ value ~ ') + count(*) over (partition by ' ~ value ~ ') - 2)',
        '2 * count(*) over ()'
    ) }}) as {{ customer_success.type_of('integer') }})
{%- endmacro %}
