{#- The warehouse's type for a type of the raw contract. -#}
{% macro type_of(data_type) -%}
    {{ return(adapter.dispatch('type_of', 'customer_success')(data_type)) }}
{%- endmacro %}

{% macro default__type_of(data_type) -%}
    {%- set types = {
        'text': dbt.type_string(),
        'instant': dbt.type_timestamp(),
        'date': 'date',
        'number': 'decimal(38, 6)',
        'rate': 'decimal(38, 12)',
        'double': 'double precision',
        'integer': dbt.type_int(),
        'boolean': dbt.type_boolean(),
    } -%}
    {{ return(types[data_type]) }}
{%- endmacro %}

{% macro duckdb__type_of(data_type) -%}
    {%- set types = {
        'text': 'varchar',
        'instant': 'timestamp',
        'date': 'date',
        'number': 'decimal(38, 6)',
        'rate': 'decimal(38, 12)',
        'double': 'double',
        'integer': 'integer',
        'boolean': 'boolean',
    } -%}
    {{ return(types[data_type]) }}
{%- endmacro %}

{#- What Snowflake's `timestamp` means is a setting of the account. -#}
{% macro snowflake__type_of(data_type) -%}
    {{ return('timestamp_ntz' if data_type == 'instant' else customer_success.default__type_of(data_type)) }}
{%- endmacro %}
