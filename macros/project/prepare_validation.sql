{#- What `make validate` looks at, in a new DuckDB file, so that nothing is written where the raw tables are: a table
    `<schema>__<table>` of each that is there, read once and as the build reads it, and three small tables: the columns
    that came, the rules of the quarantine, and the times that are believed. -#}
{% macro prepare_validation(file) %}
    {% do check_settings() %}
    {% do run_statement(attach_file(file, 'prepared')) %}
    {% do run_statement('create table prepared.raw_columns (raw_table text, column_name text, found_type text)') %}
    {% do run_statement('create table prepared.quarantine_rules (raw_table text, rule text)') %}
    {% do run_statement(
        'create table prepared.believed as select ' ~ latest_believed('instant') ~ ' as latest_instant, '
        ~ latest_believed('date') ~ " as latest_date, cast('" ~ var('earliest_valid_date') ~ "' as date) as earliest_date"
    ) %}
    {% for schema, table in raw_tables() %}
        {% if handed_over_location(schema, table) %}
            {% do prepare_raw_table(schema, table) %}
        {% else %}
            {% do check_absence(schema, table) %}
        {% endif %}
    {% endfor %}
    {% do adapter.commit() %}
{% endmacro %}


{#- The same for one raw table. A column that cannot be read as its type is left out; of a personal value there is
    only a hash, which tells as much about filled and equal ones. -#}
{% macro prepare_raw_table(schema, table) %}
    {% do check_raw_lines(schema, table) %}
    {% set location = raw_location(schema, table) %}
    {% set contract = raw_table_contract(schema, table) %}
    {% set present = raw_columns(schema, table, location) %}
    {% set read = [] %}
    {% set came = [] %}
    {% for column in contract.columns.values() if column.name in present %}
        {% set found = present[column.name] %}
        {% do came.append([schema ~ '.' ~ table, column.name, found.type]) %}
        {% if is_readable_column(column, found) %}
            {% set value = read_as(adapter.quote(found.name), column.data_type, found.is_text) %}
            {% set text = text_as_it_came(adapter.quote(found.name), found.is_text) %}
            {% set is_personal = column.config.meta.personal %}
            {% do read.append((dbt.hash(text) if is_personal else value) ~ ' as ' ~ column.name) %}
            {% do read.append((dbt.hash(text) if is_personal else text) ~ ' as raw_' ~ column.name) %}
        {% else %}
            {% do present.pop(column.name) %}
        {% endif %}
    {% endfor %}
    {% set rules = [] %}
    {% for rule in all_quarantine_rules(schema, table) %}{% do rules.append([schema ~ '.' ~ table, rule.rule]) %}{% endfor %}
    {% do insert_texts('prepared.raw_columns', came) %}
    {% do insert_texts('prepared.quarantine_rules', rules) %}
    {% set has_key = contract.config.meta.key | reject('in', present) | list | length == 0 %}
    {% do run_statement(
        'create table prepared.' ~ schema ~ '__' ~ table ~ ' as select *, '
        ~ (dbt.concat(key_texts(contract)) if has_key else 'cast(null as ' ~ type_of('text') ~ ')') ~ ' as row_key from '
        ~ '(select ' ~ (read | join(', ') or '1 as nothing') ~ ' from ' ~ location ~ ') as raw_rows'
    ) %}
{% endmacro %}


{#- Rows of texts into a table. -#}
{% macro insert_texts(table, rows) %}
    {% set values = [] %}
    {% for row in rows %}{% do values.append("('" ~ row | join("', '") ~ "')") %}{% endfor %}
    {% if values %}
        {% do run_statement('insert into ' ~ table ~ ' values ' ~ values | join(', ')) %}
    {% endif %}
{% endmacro %}


{#- Runs a statement in a transaction, for dbt may have opened one when it looked at the warehouse. -#}
{% macro run_statement(sql) %}
    {% call statement() %}{{ sql }}{% endcall %}
{% endmacro %}
