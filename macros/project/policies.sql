{#- The contested rules of the field: the values that each allows, ours first (docs/decisions.md). -#}
{% macro policy_choices() %}
    {% do return({
        'churn_recognition': ['scheduled_end', 'request', 'paid_end'],
        'churn_rate_base': ['opening', 'opening_and_new'],
        'new_and_lost_policy': ['excluded', 'counted'],
        'trial_policy': ['excluded', 'counted'],
        'pause_policy': ['excluded', 'zero', 'counted'],
        'past_due_policy': ['counted', 'grace', 'excluded'],
        'discount_policy': ['all', 'permanent', 'none'],
        'refund_policy': ['refund_day', 'invoice_day', 'ignored'],
        'fx_policy': ['period_end', 'movement_day', 'fixed'],
        'customer_level': ['account', 'parent'],
        'same_day_orders': ['separate', 'one'],
    }) %}
{% endmacro %}


{#- What each preset says; what it leaves out is as in `standard`. -#}
{% macro policy_presets() %}
    {% do return({
        'standard': {
            'churn_recognition': 'scheduled_end',
            'churn_rate_base': 'opening',
            'new_and_lost_policy': 'excluded',
            'trial_policy': 'excluded',
            'pause_policy': 'excluded',
            'past_due_policy': 'counted',
            'past_due_grace_days': 30,
            'discount_policy': 'all',
            'refund_policy': 'refund_day',
            'fx_policy': 'period_end',
            'gap_tolerance_seconds': 60,
            'reactivation_gap_days': 0,
            'customer_level': 'account',
            'same_day_orders': 'separate',
        },
        'chartmogul_like': {
            'gap_tolerance_seconds': 3600,
            'fx_policy': 'movement_day',
        },
        'stripe_like': {
            'churn_recognition': 'request',
            'churn_rate_base': 'opening_and_new',
            'new_and_lost_policy': 'counted',
            'pause_policy': 'counted',
            'discount_policy': 'permanent',
        },
        'gitlab_like': {
            'customer_level': 'parent',
        },
    }) %}
{% endmacro %}


{#- The value of a policy: the variable of its name where it is set, else what the preset says. -#}
{% macro policy(name) %}
    {% if var(name) is not none and var(name) != '' %}
        {% do return(var(name)) %}
    {% endif %}
    {% set presets = customer_success.policy_presets() %}
    {% do return(presets[var('policy_preset') or 'standard'].get(name, presets['standard'][name])) %}
{% endmacro %}


{#- Stops the build where a policy has an unknown value, or two of them contradict each other. -#}
{% macro check_policies() %}
    {% if var('policy_preset') %}
        {% do check_choice('policy_preset', policy_presets() | list) %}
    {% endif %}
    {% for name, choices in policy_choices().items() %}
        {% if policy(name) not in choices %}
            {% do refuse_setting(name, 'one of ' ~ choices | join(', ') ~ ", or '' for what policy_preset says") %}
        {% endif %}
    {% endfor %}
    {% for name in ['gap_tolerance_seconds', 'reactivation_gap_days', 'past_due_grace_days'] if var(name) != '' %}
        {% do check_number(name, 0, none, whole=true) %}
    {% endfor %}
    {% if policy('new_and_lost_policy') == 'counted' and policy('churn_rate_base') == 'opening' %}
        {% do refuse_pair(
            'new_and_lost_policy', 'churn_rate_base',
            'customers who were not there at the opening would be lost from it, so that the rate could exceed 1',
            "Set churn_rate_base to 'opening_and_new', or new_and_lost_policy to 'excluded'."
        ) %}
    {% endif %}
    {% if var('past_due_grace_days') != '' and policy('past_due_policy') != 'grace' %}
        {% do refuse_pair(
            'past_due_grace_days', 'past_due_policy', 'no grace is given',
            "Set past_due_policy to 'grace', or leave past_due_grace_days empty."
        ) %}
    {% endif %}
    {% if (var('fx_fixed_on') | string | trim != '') != (policy('fx_policy') == 'fixed') %}
        {% do refuse_pair(
            'fx_fixed_on', 'fx_policy', "the day of the fixed rates belongs to fx_policy 'fixed', and only to it",
            "Set both, such as fx_policy 'fixed' and fx_fixed_on '2025-01-31', or neither."
        ) %}
    {% endif %}
    {% do check_day('fx_fixed_on') %}
{% endmacro %}


{#- Raises the sentence of two settings that contradict each other. -#}
{% macro refuse_pair(name, other, reason, remedy) %}
    {{ exceptions.raise_compiler_error(
        "variables " ~ name ~ " and " ~ other ~ ": '" ~ policy_or_var(name) ~ "' contradicts '" ~ policy_or_var(other)
        ~ "', for " ~ reason ~ ". " ~ remedy
    ) }}
{% endmacro %}


{#- What holds for a setting, whether a preset says it or not. -#}
{% macro policy_or_var(name) %}
    {% do return(policy(name) if name in policy_presets()['standard'] else var(name)) %}
{% endmacro %}


{#- The columns without which a policy cannot be followed: policy -> value -> {raw table: columns}. -#}
{% macro policy_columns() %}
    {% do return({
        'churn_recognition': {
            'request': {'billing.subscriptions': ['cancel_requested_at']},
            'paid_end': {
                'billing.invoices': ['subscription_id', 'service_period_start', 'service_period_end'],
            },
        },
        'discount_policy': {'permanent': {'billing.subscriptions': ['discount_ends_at']}},
        'customer_level': {'parent': {'billing.customers': ['parent_customer_id']}},
    }) %}
{% endmacro %}


{#- Stops the build where a raw table lacks a column that a policy rests on. -#}
{% macro check_policy_columns(name, present) %}
    {% for variable, tables_by_value in policy_columns().items() %}
        {% for column in tables_by_value.get(policy(variable), {}).get(name, []) if column not in present %}
            {{ exceptions.raise_compiler_error(
                "variable " ~ variable ~ ": '" ~ policy(variable) ~ "' needs the column " ~ name ~ "." ~ column
                ~ ", found only " ~ present.values() | map(attribute='name') | join(', ')
                ~ ". Add the column, or choose another value (policy_preset is '" ~ var('policy_preset') ~ "')."
            ) }}
        {% endfor %}
    {% endfor %}
{% endmacro %}
