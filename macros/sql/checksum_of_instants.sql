{#- A number that differs where a group's instants do (aggregate); null ones do not count. -#}
{% macro checksum_of_instants(instant) -%}
    {{ return(adapter.dispatch('checksum_of_instants', 'customer_success')(instant)) }}
{%- endmacro %}

{% macro default__checksum_of_instants(instant) -%}
    sum(cast({{ dbt.datediff("'2000-01-01'", instant, 'microsecond') }} as {{ customer_success.type_of('number') }}))
{%- endmacro %}

{% macro duckdb__checksum_of_instants(instant) -%}
    sum(hash({{ instant }}))
{%- endmacro %}

{% macro postgres__checksum_of_instants(instant) -%}
    sum(timestamp_hash_extended({{ instant }}, 0))
{%- endmacro %}

{% macro spark__checksum_of_instants(instant) -%}
    sum(cast(unix_micros({{ instant }}) as decimal(38, 0)))
{%- endmacro %}
