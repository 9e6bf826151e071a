{#- The CTE `walked`, behind `with`: the rows of `first`, and those that `next`, a select that reads `walked`, makes of the
    last ones, again and again until it makes none. `place` numbers them: each comes one after the one it is made of, and
    none behind the last place of the relation `ends`. -#}
{% macro walked(first, next, place, ends) -%}
    {{ return(adapter.dispatch('walked', 'customer_success')(first, next, place, ends)) }}
{%- endmacro %}

{% macro default__walked(first, next, place, ends) -%}
recursive walked as (

    select * from (
        {{ first }}
    ) as beginnings

    union all

    (
        {{ next }}
    )

)
{%- endmacro %}

{#- Spark 3.5 knows no recursion: each step is an insert into a table beside the model's. -#}
{% macro spark__walked(first, next, place, ends) -%}
    {%- set steps = this.incorporate(path={'identifier': this.identifier ~ '__walked'}) -%}
    {%- if execute and flags.WHICH in ['build', 'run'] -%}
        {%- call statement('drop') -%} drop table if exists {{ steps }} {%- endcall -%}
        {%- call statement('begin') -%} create table {{ steps }} using {{ config.get('file_format') }} as {{ first }} {%- endcall -%}
        {%- set first_place = run_query('select min(' ~ place ~ ') from ' ~ steps).rows[0][0] or 0 -%}
        {%- set last_place = run_query('select max(' ~ place ~ ') from ' ~ ends).rows[0][0] or 0 -%}
        {%- for number in range(first_place, last_place) -%}
            {%- call statement('step') -%}
                insert into {{ steps }}
                with walked as (select * from {{ steps }} where {{ place }} = {{ number }})
                select * from ({{ next }})
            {%- endcall -%}
        {%- endfor -%}
    {%- endif -%}
walked as (

    select * from {{ steps }}

)
{%- endmacro %}
