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
        'inverse_rate': 'decimal(38, 18)',
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
        'inverse_rate': 'decimal(38, 18)',
        'double': 'double',
        'integer': 'integer',
        'boolean': 'boolean',
    } -%}
    {{ return(types[data_type]) }}
{%- endmacro %}

{% macro spark__type_of(data_type) -%}
    {{ return('double' if data_type == 'double' else customer_success.default__type_of(data_type)) }}
{%- endmacro %}

{#- What Snowflake's `timestamp` means is a setting of the account. -#}
{% macro snowflake__type_of(data_type) -%}
    {{ return('timestamp_ntz' if data_type == 'instant' else customer_success.default__type_of(data_type)) }}
{%- endmacro %}

{#- BigQuery's decimal holds 9 places, and products are rounded to them. Its timestamp has a zone. -#}
{% macro bigquery__type_of(data_type) -%}
    {%- set types = {
        'text': 'string',
        'instant': 'datetime',
        'number': 'bignumeric(38, 6)',
        'rate': 'bignumeric(38, 12)',
        'inverse_rate': 'bignumeric(38, 18)',
        'double': 'float64',
    } -%}
    {{ return(types.get(data_type) or customer_success.default__type_of(data_type)) }}
{%- endmacro %}
