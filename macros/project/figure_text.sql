{#- A figure as readers expect it: 97.9 %, 35.8 points, 397,485 USD, in Chinese 39.75 万 USD. Money without cents. -#}
{% macro figure_text(value, unit, display_format, currency, unit_suffix, language) -%}
    case
        when {{ value }} is null then null
        when {{ unit }} = 'ratio' then {{ customer_success.number_text('100 * ' ~ value, 1) }} || ' %'
        when {{ unit }} = 'currency' and {{ language }} = 'zh-CN' and abs({{ value }}) >= 10000
            then {{ customer_success.number_text('0.0001 * ' ~ value, 2) }} || ' 万 ' || {{ currency }}
        when {{ unit }} = 'currency' then {{ customer_success.number_text(value, 0) }} || ' ' || {{ currency }}
        when {{ display_format }} in ('0', '#,##0') then {{ customer_success.number_text(value, 0) }}
        when {{ display_format }} = '0.00' then {{ customer_success.number_text(value, 2) }}
        else {{ customer_success.number_text(value, 1) }}
    end || coalesce(' ' || {{ unit_suffix }}, '')
{%- endmacro %}
