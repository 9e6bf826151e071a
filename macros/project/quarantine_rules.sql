{#- The rules of a raw table, from its contract in the source's YAML: {rule, class, condition}. A condition is
    SQL over the row as `read`, with `raw_<column>` beside each column as it came. Rules that need more
    than the row are those of its model. -#}
{% macro quarantine_rules(schema, table) %}
    {% set rules = [] %}
    {% set contract = raw_table_contract(schema, table) %}
    {% for column in contract.columns.values() %}
        {% set name = column.name %}
        {% set meta = column.config.meta %}
        {% set is_key = name in contract.config.meta.key %}
        {% if meta.required %}
            {% do rules.append({'rule': name ~ '_missing', 'class': 'identity' if is_key else 'type',
                'condition': 'raw_' ~ name ~ ' is null'}) %}
        {% endif %}
        {% if column.data_type != 'text' %}
            {% set unread = name ~ ' is null and raw_' ~ name ~ ' is not null and ' %}
            {% do rules.append({'rule': name ~ '_not_finite', 'class': 'range',
                'condition': unread ~ is_not_finite(name)}) %}
            {% do rules.append({'rule': name ~ '_unreadable', 'class': 'type',
                'condition': unread ~ 'not ' ~ is_not_finite(name)}) %}
        {% endif %}
        {% if meta.allowed %}
            {% do rules.append({'rule': name ~ '_unknown', 'class': 'domain',
                'condition': name ~ " not in ('" ~ meta.allowed | join("', '") ~ "')"}) %}
        {% endif %}
        {% if meta.least is defined or meta.above is defined %}
            {% set outside = [] %}
            {% if meta.least is defined %}{% do outside.append(name ~ ' < ' ~ meta.least) %}{% endif %}
            {% if meta.above is defined %}{% do outside.append(name ~ ' <= ' ~ meta.above) %}{% endif %}
            {% if meta.most is defined %}{% do outside.append(name ~ ' > ' ~ meta.most) %}{% endif %}
            {% do rules.append({'rule': name ~ '_out_of_range', 'class': 'range',
                'condition': outside | join(' or ')}) %}
        {% endif %}
        {% if meta.not_before %}
            {% do rules.append({'rule': name ~ '_before_' ~ meta.not_before, 'class': 'range',
                'condition': name ~ ' < ' ~ meta.not_before}) %}
        {% endif %}
        {% if meta.happened %}
            {% do rules.append({'rule': name ~ '_in_the_future', 'class': 'range',
                'condition': name ~ ' > ' ~ latest_believed(column.data_type)}) %}
            {% do rules.append({'rule': name ~ '_too_early', 'class': 'range',
                'condition': name ~ " < cast('" ~ var('earliest_valid_date') ~ "' as date)"}) %}
        {% endif %}
    {% endfor %}
    {% do return(rules) %}
{% endmacro %}


{#- Whether what came says that it is no finite number or time. A short list, for DuckDB joins long ones. -#}
{% macro is_not_finite(name) -%}
    replace(replace(lower({{ customer_success.raw_text(name) }}), '+', ''), '-', '') in ('nan', 'inf', 'infinity')
{%- endmacro %}


{#- The latest time that can have happened: the clock and a tolerance, for clocks differ; of a date its local day. -#}
{% macro latest_believed(data_type) -%}
    {%- set instant = customer_success.add_seconds(
        customer_success.clock(), var('future_tolerance_minutes') * 60
    ) -%}
    {{ customer_success.local_date(instant) if data_type == 'date' else instant }}
{%- endmacro %}


{#- All rules of a raw table, {rule, class}: those of its contract, and those that need more than the row. -#}
{% macro all_quarantine_rules(schema, table) %}
    {% set rules = quarantine_rules(schema, table) + [{'rule': 'superseded', 'class': 'identity'}] %}
    {% for column in raw_table_contract(schema, table).columns.values() %}
        {% if column.config.meta.refers_to %}
            {% do rules.append({'rule': column.name ~ '_refers_to_nothing', 'class': 'reference'}) %}
        {% endif %}
        {% if column.config.meta.has_rate_on %}
            {% do rules.append({'rule': column.name ~ '_without_rate', 'class': 'domain'}) %}
        {% endif %}
    {% endfor %}
    {% do return(rules + special_quarantine_rules().get(schema ~ '.' ~ table, [])) %}
{% endmacro %}


{#- The rules that a contract's columns cannot say: raw table -> {rule, class, condition}, over the row as its model
    `base_<schema>__<table>` has it. -#}
{% macro special_quarantine_rules() %}
    {% do return({
        'billing.customers': [
            {'rule': 'merge_leads_nowhere', 'class': 'reference', 'condition': 'leads_nowhere'},
        ],
        'billing.subscriptions': [
            {'rule': 'overlaps_an_earlier_version', 'class': 'history', 'condition': 'is_left_over'},
        ],
        'survey.surveys': [
            {'rule': 'scale_not_scorable', 'class': 'range',
                'condition': "kind = 'nps' and not (scale_min in (0, 1) and scale_max = 10)"},
            {'rule': 'scale_not_upward', 'class': 'range', 'condition': 'scale_min >= scale_max'},
        ],
        'survey.responses': [
            {'rule': 'score_off_the_scale', 'class': 'range',
                'condition': 'score < surveys.scale_min or score > surveys.scale_max'},
        ],
        'planning.targets': rules_of_what_is_planned() + [
            {'rule': 'change_without_baseline', 'class': 'reference',
                'condition': "target_kind = 'change_from' and baseline_period_start is null"},
            {'rule': 'overlaps_an_earlier_target', 'class': 'history', 'condition': 'overlaps_an_earlier_target'},
        ],
        'planning.benchmarks': rules_of_what_is_planned(),
    }) %}
{% endmacro %}
