{#- One row per day (calendar_date) from `first_day` to `last_day`, both inclusive, columns of a one-row relation. -#}
{% macro each_day(relation, first_day, last_day) -%}
    {{ return(adapter.dispatch('each_day', 'customer_success')(relation, first_day, last_day)) }}
{%- endmacro %}

{% macro default__each_day(relation, first_day, last_day) -%}
    select calendar_date
    from (
        select
            cast({{ dbt.dateadd('day', 'days.generated_number - 1', first_day) }} as date) as calendar_date,
            {{ last_day }} as final_day
        from {{ relation }}
        cross join ({{ dbt.generate_series(40000) }}) as days
    ) as numbered
    where calendar_date <= final_day
{%- endmacro %}

{% macro duckdb__each_day(relation, first_day, last_day) -%}
    select cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval '1 day')) as date) as calendar_date
    from {{ relation }}
{%- endmacro %}

{% macro postgres__each_day(relation, first_day, last_day) -%}
    select cast(generate_series({{ first_day }}, {{ last_day }}, interval '1 day') as date) as calendar_date
    from {{ relation }}
{%- endmacro %}

{% macro spark__each_day(relation, first_day, last_day) -%}
    select explode(
        case when {{ first_day }} <= {{ last_day }} then sequence({{ first_day }}, {{ last_day }}, interval 1 day) end
    ) as calendar_date
    from {{ relation }}
{%- endmacro %}

{% macro bigquery__each_day(relation, first_day, last_day) -%}
    select calendar_date
    from {{ relation }}
    cross join unnest(generate_date_array({{ first_day }}, {{ last_day }})) as calendar_date
{%- endmacro %}
