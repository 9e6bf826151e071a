{#- A raw column read as a type of the contract; null where it cannot be read. `is_text`: it arrives as text. -#}
{% macro read_as(column, data_type, is_text) -%}
    {{ return(adapter.dispatch('read_as', 'customer_success')(column, data_type, is_text)) }}
{%- endmacro %}

{% macro default__read_as(column, data_type, is_text) -%}
    {%- set value = "nullif(trim(" ~ column ~ "), '')" if is_text else column -%}
    {{ dbt.safe_cast(value, customer_success.type_of(data_type)) }}
{%- endmacro %}

{#- DuckDB reads 'infinity' as a time and 'nan' as a number, and rounds '2.5' to a whole number without a word. -#}
{% macro duckdb__read_as(column, data_type, is_text) -%}
    {%- set value = "nullif(trim(" ~ column ~ "), '')" if is_text else column -%}
    {%- set read = 'try_cast(' ~ value ~ ' as ' ~ customer_success.type_of(data_type) ~ ')' -%}
    {%- if data_type == 'instant' and is_text -%}
        {#- A plain cast to timestamp drops the offset of '12:00+02:00' and the zone of '12:00 Europe/Berlin'. -#}
        case
            when regexp_matches({{ value }}, ':\d\d(\.\d+)?\s*([+-]\d\d(:?\d\d)?|[A-Za-z][A-Za-z0-9_/+-]*)$')
                then try_cast({{ value }} as timestamptz) at time zone 'UTC'
            when isfinite({{ read }}) then {{ read }}
        end
    {%- elif data_type == 'instant' -%}
        case
            when not isfinite({{ value }}) then null
            when typeof({{ value }}) = 'TIMESTAMP WITH TIME ZONE'
                then cast({{ value }} as timestamptz) at time zone 'UTC'
            else cast({{ value }} as timestamp)
        end
    {%- elif data_type in ('double', 'date') -%}
        case when isfinite({{ read }}) then {{ read }} end
    {%- elif data_type == 'integer' -%}
        case when {{ read }} = try_cast({{ value }} as {{ customer_success.type_of('number') }}) then {{ read }} end
    {%- else -%}
        {{ read }}
    {%- endif -%}
{%- endmacro %}

{#- What cannot be read as a number or a truth goes the way of a text; a time of an own type needs none. -#}
{% macro postgres__read_as(column, data_type, is_text) -%}
    {%- set value = "nullif(trim(" ~ column ~ "), '')" if is_text else 'cast(' ~ column ~ ' as text)' -%}
    {%- if data_type == 'text' -%}
        {{ value }}
    {%- elif data_type == 'instant' and is_text -%}
        coalesce({{ target.schema }}.read_as_instant({{ value }}), {{ target.schema }}.read_as_zoned_instant({{ value }}))
    {%- elif data_type == 'instant' and not is_text -%}
        case
            when not isfinite({{ column }}) then null
            when cast(pg_typeof({{ column }}) as text) = 'timestamp with time zone'
                then cast({{ column }} as timestamptz) at time zone 'UTC'
            else cast({{ column }} as timestamp)
        end
    {%- elif data_type == 'date' and not is_text -%}
        case when isfinite({{ column }}) then cast({{ column }} as date) end
    {%- else -%}
        {{ target.schema }}.read_as_{{ data_type }}({{ value }})
    {%- endif -%}
{%- endmacro %}

{#- Spark reads '2025' as a day, cuts 2.5 to a whole number and takes no slash in a date. -#}
{% macro spark__read_as(column, data_type, is_text) -%}
    {%- set value = "nullif(trim(" ~ column ~ "), '')" if is_text else column -%}
    {%- set read = 'try_cast(' ~ value ~ ' as ' ~ customer_success.type_of(data_type) ~ ')' -%}
    {%- if is_text and data_type in ('instant', 'date') -%}
        {%- set zoned = data_type == 'instant' -%}
        {%- set dashed = 'regexp_replace(' ~ value ~ ", '^([0-9]+)/([0-9]+)/', '$1-$2-')" -%}
        {%- set day = dashed if zoned else 'substring_index(substring_index(upper(' ~ dashed ~ "), ' ', 1), 'T', 1)" -%}
        case
            when {{ value }} rlike '{{ customer_success.shape_of(data_type) }}'
                {%- if zoned %} or {{ value }} rlike '{{ customer_success.shape_of('zoned_instant') }}'{% endif %}
                then try_cast({{ day }} as {{ customer_success.type_of(data_type) }})
        end
    {%- else -%}
        {%- set tests = [] -%}
        {%- if is_text and data_type != 'text' -%}
            {%- do tests.append('lower(' ~ value ~ ") rlike '" ~ customer_success.shape_of(data_type) ~ "'") -%}
        {%- endif -%}
        {%- if data_type == 'double' -%}
            {%- do tests.append('abs(' ~ read ~ ") < cast('infinity' as double)") -%}
        {%- elif data_type == 'integer' -%}
            {%- do tests.append('mod(try_cast(' ~ value ~ ' as ' ~ customer_success.type_of('number') ~ '), 1) = 0') -%}
        {%- endif -%}
        {{ 'case when ' ~ tests | join(' and ') ~ ' then ' ~ read ~ ' end' if tests else read }}
    {%- endif -%}
{%- endmacro %}

{#- Snowflake reads 'on' as true, '20250301' as a number of seconds and 'nan' as a number, and rounds '2.5' to a whole
    number without a word. It tries to cast texts alone, and reads no name of a time zone. -#}
{% macro snowflake__read_as(column, data_type, is_text) -%}
    {%- set day = '[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}' -%}
    {%- set time = '[ T][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]*)?)?' -%}
    {%- set zone = ' *(Z|[+-][0-9]{2}(:?[0-9]{2})?)' -%}
    {%- if data_type == 'instant' and not is_text -%}
        {#- The only way from each kind of timestamp that does not ask the session for its time zone. -#}
        to_timestamp_ntz(date_part(epoch_microsecond, {{ column }}), 6)
    {%- else -%}
        {%- set value = "nullif(trim(" ~ (column if is_text else 'cast(' ~ column ~ ' as varchar)') ~ "), '')" -%}
        {%- set read = 'try_cast(' ~ value ~ ' as ' ~ customer_success.type_of(data_type) ~ ')' -%}
        {%- if data_type == 'text' -%}
            {{ value }}
        {%- elif data_type == 'instant' -%}
        case
            when regexp_like({{ value }}, '{{ day }}{{ time }}{{ zone }}')
                then to_timestamp_ntz(date_part(epoch_microsecond, try_cast({{ value }} as timestamp_tz)), 6)
            when regexp_like({{ value }}, '{{ day }}({{ time }})?') then {{ read }}
        end
        {%- elif data_type == 'date' -%}
        case
            when regexp_like({{ value }}, '{{ day }}({{ time }}({{ zone }})?)?')
                then try_cast(split_part(replace({{ value }}, 'T', ' '), ' ', 1) as date)
        end
        {%- elif data_type == 'double' -%}
        case when abs({{ read }}) < cast('inf' as double) then {{ read }} end
        {%- elif data_type == 'integer' -%}
        case when {{ read }} = try_cast({{ value }} as {{ customer_success.type_of('number') }}) then {{ read }} end
        {%- elif data_type == 'boolean' -%}
        case when lower({{ value }}) not in ('on', 'off') then {{ read }} end
        {%- else -%}
            {{ read }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- BigQuery reads a text without a zone as one in UTC, and no number behind whose point something stands as whole. -#}
{% macro bigquery__read_as(column, data_type, is_text) -%}
    {%- set value = "nullif(trim(" ~ (column if is_text else 'cast(' ~ column ~ ' as string)') ~ "), '')" -%}
    {%- set read = 'safe_cast(' ~ value ~ ' as ' ~ customer_success.type_of(data_type) ~ ')' -%}
    {%- if data_type == 'text' -%}
        {{ value }}
    {%- elif data_type in ('instant', 'date') and not is_text -%}
        cast({{ column }} as {{ customer_success.type_of(data_type) }})
    {%- elif data_type == 'instant' -%}
        datetime(safe_cast(replace({{ value }}, '/', '-') as timestamp), 'UTC')
    {%- elif data_type == 'date' -%}
        safe_cast(split(replace(replace({{ value }}, 'T', ' '), '/', '-'), ' ')[safe_offset(0)] as date)
    {%- elif data_type == 'double' -%}
        case when abs({{ read }}) < cast('inf' as float64) then {{ read }} end
    {%- elif data_type == 'integer' -%}
        {%- set number = 'safe_cast(' ~ value ~ ' as ' ~ customer_success.type_of('number') ~ ')' -%}
        case when mod({{ number }}, 1) = 0 then safe_cast({{ number }} as int64) end
    {%- elif data_type == 'boolean' -%}
        case
            when lower({{ value }}) in ('true', 't', 'yes', 'y', '1') then true
            when lower({{ value }}) in ('false', 'f', 'no', 'n', '0') then false
        end
    {%- else -%}
        {{ read }}
    {%- endif -%}
{%- endmacro %}
