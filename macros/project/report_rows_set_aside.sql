{#- Says which raw tables have rows set aside for want of an exchange rate, and how many; stops the build where a
    table has more of them than `quarantine_threshold`. Runs behind the model that lists them, `set_aside`. -#}
{% macro report_rows_set_aside(set_aside) %}
    {%- if execute -%}
    {% for table in ['subscriptions', 'invoices', 'refunds', 'expenses'] %}
        {% set found = run_query(
            "select count(*), min(currency), min(rate_day), (select count(*) from " ~ ref('stg_billing__' ~ table) ~ ")"
            ~ " from " ~ set_aside ~ " where raw_table = 'billing." ~ table ~ "'"
        ).rows[0] %}
        {% set sentence = "billing." ~ table ~ ": expected an exchange rate into " ~ var('reporting_currency')
            ~ " for every row, at most " ~ var('fx_max_age_days') ~ " days old, found " ~ found[0] ~ " of " ~ found[3]
            ~ " rows without one, such as " ~ found[1] ~ " on " ~ found[2] ~ ". " %}
        {% if found[0] > found[3] * var('quarantine_threshold') %}
            {{ exceptions.raise_compiler_error(
                sentence ~ "That is more than quarantine_threshold (" ~ var('quarantine_threshold')
                ~ "); add the rates to billing.exchange_rates, or choose another reporting_currency."
            ) }}
        {% elif found[0] %}
            {% do log(sentence ~ "They are set aside: no figure contains them.", info=true) %}
        {% endif %}
    {% endfor %}
    {%- endif -%}
{% endmacro %}
