{#- A raw value as text, blank ones null; `is_text`: it arrives as text. -#}
{% macro text_as_it_came(column, is_text) -%}
    {%- if is_text -%}
        nullif(trim({{ column }}), '')
    {%- else -%}
        cast({{ column }} as {{ customer_success.type_of('text') }})
    {%- endif -%}
{%- endmacro %}


{#- What came in a raw column, to be kept beside what it was read as. A typed value stays as it is, for millions of
    times of day are dear to write as text and few are ever looked at: see raw_text. -#}
{% macro as_found(column, is_text, data_type) -%}
    {{ customer_success.text_as_it_came(column, is_text) if is_text or data_type == 'text' else column }}
{%- endmacro %}


{#- What came in a column of a row, as text. -#}
{% macro raw_text(name) -%}
    cast(raw_{{ name }} as {{ customer_success.type_of('text') }})
{%- endmacro %}


{#- A row of a raw table as JSON text, values as they came; personal ones are masked. -#}
{% macro as_it_came(columns) -%}
    {{ return(adapter.dispatch('as_it_came', 'customer_success')(columns)) }}
{%- endmacro %}

{% macro default__as_it_came(columns) -%}
    cast(json_build_object({{ customer_success.named_texts(columns) }}) as {{ customer_success.type_of('text') }})
{%- endmacro %}

{% macro duckdb__as_it_came(columns) -%}
    cast(json_object({{ customer_success.named_texts(columns) }}) as {{ customer_success.type_of('text') }})
{%- endmacro %}

{% macro snowflake__as_it_came(columns) -%}
    to_json(object_construct_keep_null({{ customer_success.named_texts(columns) }}))
{%- endmacro %}

{% macro spark__as_it_came(columns) -%}
    to_json(named_struct({{ customer_success.named_texts(columns) }}), map('ignoreNullFields', 'false'))
{%- endmacro %}

{% macro bigquery__as_it_came(columns) -%}
    to_json_string(struct(
    {%- for column in columns -%}
        {{ customer_success.masked_text(column) }} as {{ column.name }}{{ '' if loop.last else ', ' }}
    {%- endfor -%}
    ))
{%- endmacro %}

{% macro named_texts(columns) -%}
    {%- for column in columns -%}
        '{{ column.name }}', {{ customer_success.masked_text(column) }}{{ '' if loop.last else ', ' }}
    {%- endfor -%}
{%- endmacro %}

{% macro masked_text(column) -%}
    {{ "case when raw_" ~ column.name ~ " is not null then '***' end"
        if column.config.meta.personal else customer_success.raw_text(column.name) }}
{%- endmacro %}
