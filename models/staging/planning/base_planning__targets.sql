with {{ judged_rows('planning', 'targets') }},

planned as (

    {{ with_what_is_planned() }}

),

-- One figure is measured against one target: among targets that are right in themselves, the earlier one stands.
in_order as (

    select
        row_key,
        valid_from,
        max(coalesce(valid_to, cast('9999-12-31' as date))) over (
            partition by metric, period_grain, segment_name, segment_value
            order by valid_from, row_key
            rows between unbounded preceding and 1 preceding
        ) as held_until
    from planned
    where
        broken_rules = ''
        and copy_number = 1
        {%- for rule in special_quarantine_rules()['planning.targets'] if rule['class'] != 'history' %}
        and not coalesce({{ rule['condition'] }}, false)
        {%- endfor %}

),

ordered as (

    select
        planned.*,
        planned.broken_rules = '' and coalesce(in_order.valid_from < in_order.held_until, false)
            as overlaps_an_earlier_target
    from planned
    left join in_order
        on planned.row_key = in_order.row_key

)

{{ accepted_or_set_aside('planning', 'targets', 'ordered',
    special_quarantine_rules()['planning.targets']) }}
