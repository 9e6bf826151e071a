{#- Whether the raw table is there: a table that is absent is switched off. -#}
{% macro is_switched_on(schema, table) %}
    {% do return(raw_location(schema, table) is not none) %}
{% endmacro %}


{#- What to select from: what was handed over, else the project's own plan; none where it is absent. -#}
{% macro raw_location(schema, table) %}
    {% if schema != 'planning' %}
        {% do return(handed_over_location(schema, table)) %}
    {% endif %}
    {% set reviewed = ref('raw_' ~ schema ~ '__' ~ table) %}
    {% do return(handed_over_location(schema, table) or reviewed) %}
{% endmacro %}


{#- Whether a raw table is a seed of the project: the sample's, or the plan's where none was handed over. -#}
{% macro is_a_seed(schema, table) %}
    {% if var('use_sample_data') and not var('raw_path') %}
        {% do return(true) %}
    {% endif %}
    {% do return(schema == 'planning' and not handed_over_location(schema, table)) %}
{% endmacro %}


{#- The sample's seed, a file of the raw folder, or the source; none where it is absent. The sample has no plan. -#}
{% macro handed_over_location(schema, table) %}
    {% if var('raw_path') %}
        {% set declared = source(schema, table) %}
        {% do return(raw_file(schema, table) if execute else declared) %}
    {% elif var('use_sample_data') %}
        {% do return(ref('raw_' ~ schema ~ '__' ~ table) if schema != 'planning' else none) %}
    {% else %}
        {% set declared = source(schema, table) %}
        {% if not execute %}
            {% do return(declared) %}
        {% endif %}
        {% do return(load_relation(declared)) %}
    {% endif %}
{% endmacro %}


{#- The same as the end of a select, of no rows where the raw table is absent. -#}
{% macro location_or_no_rows(location) -%}
    {{ location or '(select 1 as nothing) as switched_off where false' }}
{%- endmacro %}


{#- A raw table's contract: its columns, and in `config.meta` its key, `changed_at` (the first that is known) and
    `happens_at`. -#}
{% macro raw_table_contract(schema, table) %}
    {% set declared = graph.sources.values()
        | selectattr('package_name', 'equalto', 'customer_success')
        | selectattr('source_name', 'equalto', schema)
        | selectattr('name', 'equalto', table) | list %}
    {% do return(declared[0]) %}
{% endmacro %}


{#- The columns that a raw table has: lower-case name -> {name, type, is_text}. -#}
{% macro raw_columns(schema, table, location) %}
    {% set present = {} %}
    {% if is_a_seed(schema, table) %}
        {# A seed is ours, whole and all text: no look into a database that may still be empty. #}
        {% for name in raw_table_contract(schema, table).columns %}
            {% do present.update({name: {'name': name, 'type': 'text', 'is_text': true}}) %}
        {% endfor %}
    {% elif location and var('raw_path') %}
        {% for row in run_query('describe select * from ' ~ location).rows %}
            {% do present.update({row[0] | lower: {'name': row[0], 'type': row[1], 'is_text': row[1] == 'VARCHAR'}}) %}
        {% endfor %}
    {% elif location %}
        {% for column in adapter.get_columns_in_relation(location) %}
            {% do present.update({column.name | lower: {
                'name': column.name, 'type': column.dtype, 'is_text': column.is_string() or column.dtype == 'string'
            }}) %}
        {% endfor %}
    {% endif %}
    {% do return(present) %}
{% endmacro %}
