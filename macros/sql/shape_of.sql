{#- What a text looks like that can be read as a type of the contract, as a regular expression that every warehouse
    knows; some would read 'now' as a time and 'infinity' as a number. `zoned_instant`: an instant with its offset or
    zone. -#}
{% macro shape_of(data_type) -%}
    {%- set day = '[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}' -%}
    {%- set time = '[ Tt][0-9]{1,2}:[0-9]{1,2}(:[0-5]?[0-9]([.][0-9]*)?)?' -%}
    {%- set zone = ' *([+-][0-9][0-9](:?[0-9][0-9])?|[A-Za-z][A-Za-z0-9_/+-]*)' -%}
    {%- set number = '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([Ee][+-]?[0-9]+)?' -%}
    {{ return('^(' ~ {
        'number': number,
        'rate': number,
        'double': number,
        'integer': number,
        'boolean': 'true|false|t|f|yes|no|y|n|1|0',
        'date': day ~ '(' ~ time ~ '(' ~ zone ~ ')?)?',
        'instant': day ~ '(' ~ time ~ ')?',
        'zoned_instant': day ~ time ~ zone,
    }[data_type] ~ ')$') }}
{%- endmacro %}
