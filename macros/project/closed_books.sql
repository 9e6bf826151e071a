{#- The columns of `metric_values` that make a figure: kept when its period closes, and compared ever after. -#}
{% macro figure_columns() %}
    {% do return([
        'numerator', 'denominator', 'metric_value', 'sample_size', 'interval_low', 'interval_high', 'null_reason', 'currency'
    ]) %}
{% endmacro %}


{#- The columns that say which figure a row of `metric_values` is. -#}
{% macro figure_key() %}
    {% do return(['metric', 'period_grain', 'period_start', 'segment_name', 'segment_value']) %}
{% endmacro %}


{#- Whether two rows, named by their aliases, are the same figure: a condition of a join. -#}
{% macro is_same_figure(one, other) -%}
    {%- for column in figure_key() %}
        {{ one }}.{{ column }} = {{ other }}.{{ column }}
        {{ 'and' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- Whether two rows, named by their aliases, hold different figures: texts and counts must be equal, doubles within
    1e-9 of the larger one, for their last bits depend on the order of their additions. -#}
{% macro figures_differ(one, other) -%}
    (
    {%- for column in figure_columns() %}
        {%- set a = one ~ '.' ~ column %}
        {%- set b = other ~ '.' ~ column %}
        {%- if column in ['null_reason', 'currency'] %}
        coalesce({{ a }}, '') <> coalesce({{ b }}, '')
        {%- elif column == 'sample_size' %}
        coalesce({{ a }}, -1) <> coalesce({{ b }}, -1)
        {%- else %}
        ({{ a }} is null) <> ({{ b }} is null)
        or coalesce(abs({{ a }} - {{ b }}) > 0.000000001 * greatest(abs({{ a }}), abs({{ b }}), 0.001), false)
        {%- endif %}
        {{ 'or' if not loop.last }}
    {%- endfor %}
    )
{%- endmacro %}


{#- The settings that move figures, by name. The as-of instant is none of them: it moves with every build. -#}
{% macro figure_settings() %}
    {% set settings = {} %}
    {% for name in [
        'reporting_timezone', 'reporting_currency', 'fiscal_year_start_month', 'customer_model', 'activity_window_days',
        'expansion_threshold', 'usage_expansion_threshold', 'cac_lag_months', 'clv_discount_rate', 'lifetime_cap_years',
        'value_event_names', 'minimum_sample_size', 'fx_max_age_days', 'future_tolerance_minutes', 'earliest_valid_date',
        'fx_fixed_on',
    ] %}
        {% do settings.update({name: var(name) | string}) %}
    {% endfor %}
    {% for name in policy_presets()['standard'] %}
        {% do settings.update({name: policy(name) | string}) %}
    {% endfor %}
    {% do return(settings) %}
{% endmacro %}


{#- A fingerprint of the settings that move figures, as text. -#}
{% macro settings_hash() %}
    {% do return(local_md5(tojson(figure_settings(), sort_keys=true))) %}
{% endmacro %}
