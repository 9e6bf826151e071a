{#- A raw column read as a type of the contract; null where it cannot be read. `is_text`: it arrives as text. -#}
{% macro read_as(column, data_type, is_text) -%}
    {{ return(adapter.dispatch('read_as', 'customer_success')(column, data_type, is_text)) }}
{%- endmacro %}

{% macro default__read_as(column, data_type, is_text) -%}
    {%- set value = "nullif(trim(" ~ column ~ "), '')" if is_text else column -%}
    {{ dbt.safe_cast(value, customer_success.type_of(data_type)) }}
{%- endmacro %}

{% macro duckdb__read_as(column, data_type, is_text) -%}
    {%- set value = "nullif(trim(" ~ column ~ "), '')" if is_text else column -%}
    {%- set converted = customer_success.duckdb_converted(value, data_type, is_text) -%}
    {%- if data_type in ('instant', 'date', 'double') -%}
        {#- DuckDB reads 'infinity' as a time and 'nan' as a number; no figure can bear either. -#}
        case when isfinite({{ converted }}) then {{ converted }} end
    {%- elif data_type == 'integer' -%}
        {#- A cast rounds '2.5' without a word. -#}
        case when {{ converted }} = try_cast({{ value }} as decimal(38, 6)) then {{ converted }} end
    {%- else -%}
        {{ converted }}
    {%- endif -%}
{%- endmacro %}


{#- DuckDB's own reading of a value, whatever it makes of it. -#}
{% macro duckdb_converted(value, data_type, is_text) -%}
    {%- if data_type == 'instant' and is_text -%}
        {#- A plain cast to timestamp drops the offset of '12:00+02:00' and the zone of '12:00 Europe/Berlin' without a
            word, and reads 'inf' as a time that never comes. -#}
        case
            when regexp_matches({{ value }}, ':\d\d(\.\d+)?\s*([+-]\d\d(:?\d\d)?|[A-Za-z][A-Za-z0-9_/+-]*)$')
                then try_cast({{ value }} as timestamptz) at time zone 'UTC'
            when isfinite(try_cast({{ value }} as timestamp)) then try_cast({{ value }} as timestamp)
        end
    {%- elif data_type == 'instant' -%}
        case
            when not isfinite({{ value }}) then null
            when typeof({{ value }}) = 'TIMESTAMP WITH TIME ZONE'
                then cast({{ value }} as timestamptz) at time zone 'UTC'
            else cast({{ value }} as timestamp)
        end
    {%- elif data_type in ('double', 'date') -%}
        {%- set read = 'try_cast(' ~ value ~ ' as ' ~ customer_success.type_of(data_type) ~ ')' -%}
        case when isfinite({{ read }}) then {{ read }} end
    {%- else -%}
        try_cast({{ value }} as {{ customer_success.type_of(data_type) }})
    {%- endif -%}
{%- endmacro %}
