{#- Says how many rows of which raw table are set aside; stops the build where a table has more of them than its
    `quarantine_threshold`. Runs behind the model that counts them, `load_counts`. -#}
{% macro report_quarantine(load_counts) %}
    {%- if execute -%}
    {% for row in run_query(
        'select raw_table, raw_rows, quarantined_rows, most_broken_rule, most_broken_rows from ' ~ load_counts
        ~ ' where quarantined_rows > 0 order by raw_table'
    ).rows %}
        {% set sentence = row[0] ~ ': ' ~ row[2] ~ ' of ' ~ row[1] ~ (' row is' if row[1] == 1 else ' rows are')
            ~ ' quarantined, most often by the rule ' ~ row[3] ~ ' (' ~ row[4] ~ (' row). ' if row[4] == 1 else ' rows). ') %}
        {% if row[2] > row[1] * quarantine_threshold(row[0]) %}
            {{ exceptions.raise_compiler_error(
                sentence ~ 'That is more than quarantine_threshold (' ~ quarantine_threshold(row[0])
                ~ ') allows: nothing was built from it. Correct the rows, or raise the threshold of ' ~ row[0] ~ '.'
            ) }}
        {% endif %}
        {% do log(sentence ~ 'No figure contains them; see the mart quarantine.', info=true) %}
    {% endfor %}
    {%- endif -%}
{% endmacro %}


{#- The share of a raw table's rows that may be quarantined. -#}
{% macro quarantine_threshold(raw_table) %}
    {% set given = var('quarantine_threshold') %}
    {% do return(given.get(raw_table, given.get('default', 0.05)) if given is mapping else given) %}
{% endmacro %}
