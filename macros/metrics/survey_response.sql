{% macro survey_response_rate(answered_invitations, invitations) -%}
    {{ customer_success.safe_divide(answered_invitations, invitations) }}
{%- endmacro %}
