with {{ judged_rows('planning', 'benchmarks') }},

planned as (

    {{ with_what_is_planned() }}

)

{{ accepted_or_set_aside('planning', 'benchmarks', 'planned',
    special_quarantine_rules()['planning.benchmarks']) }}
