{#- The models that readers read, as dbt's graph has them. -#}
{% macro public_marts() %}
    {% set marts = [] %}
    {% for node in graph.nodes.values()
        if node.resource_type == 'model' and node.package_name == 'customer_success' and node.access == 'public' %}
        {% do marts.append(node) %}
    {% endfor %}
    {% do return(marts) %}
{% endmacro %}
