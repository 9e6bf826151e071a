{#- Stops the build where a seed of the health score cannot be right. Runs behind the model that says so,
    `int_health_seed_problems`. -#}
{% macro refuse_health_seeds(problems) %}
    {%- if execute -%}
    {% set sentences = [] %}
    {% for row in run_query('select seed, problem from ' ~ problems ~ ' order by seed, problem').rows %}
        {% do sentences.append('seed ' ~ row[0] ~ ': ' ~ row[1]) %}
    {% endfor %}
    {% if sentences %}
        {{ exceptions.raise_compiler_error(
            sentences | join('\n') ~ '\nCorrect it in seeds/health: no score is computed from it.'
        ) }}
    {% endif %}
    {%- endif -%}
{% endmacro %}
