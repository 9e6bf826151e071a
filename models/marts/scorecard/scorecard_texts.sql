{#- The scorecard in words, as boards print it: figures of every unit in one column, status and reason spelled out. -#}
with scorecard as (

    select * from {{ ref('metric_scorecard') }}

),

code_labels as (

    select * from {{ ref('code_labels') }}

),

languages as (

    select distinct code_labels.language
    from code_labels

),

labelled as (

    select
        languages.language,
        scorecard.*,
        case when languages.language = 'zh-CN' then scorecard.label_zh else scorecard.label end as metric_label,
        {%- for code_kind in ['unit_suffix', 'target_status', 'trend_direction', 'significance', 'team', 'null_reason'] %}
        {{ code_kind }}_labels.label as {{ code_kind }}_label{{ ',' if not loop.last }}
        {%- endfor %}
    from scorecard
    cross join languages
    {%- for code_kind, code in {
        'unit_suffix': 'unit',
        'target_status': 'target_status',
        'trend_direction': 'trend_direction',
        'significance': 'previous_change_significance',
        'team': 'owner',
        'null_reason': 'null_reason',
    }.items() %}
    left join code_labels as {{ code_kind }}_labels
        on languages.language = {{ code_kind }}_labels.language
        and scorecard.{{ code }} = {{ code_kind }}_labels.code
        and {{ code_kind }}_labels.code_kind = '{{ code_kind }}'
    {%- endfor %}

),

worded as (

    select
        *,
        {%- for figure in ['metric_value', 'interval_low', 'interval_high', 'previous_value', 'last_year_value', 'target_value'] %}
        {{ figure_text(figure, 'unit', 'display_format', 'currency', 'unit_suffix_label') }} as {{ figure }}_text,
        {%- endfor %}
        case when direction = 'down' then '≤ ' else '≥ ' end as target_sign
    from labelled

),

final as (

    select
        worded.language,
        worded.metric,
        worded.period_grain,
        worded.period_start,
        worded.period_end,
        worded.segment_name,
        worded.segment_value,
        worded.metric_label,
        coalesce(worded.metric_value_text, '—') as value_text,
        worded.interval_low_text || ' … ' || worded.interval_high_text as interval_text,
        worded.previous_value_text,
        worded.last_year_value_text,
        worded.target_sign || worded.target_value_text as target_text,
        case
            when worded.metric_value is null then not_available.label || ': ' || coalesce(worded.null_reason_label, '?')
            else
                worded.target_status_label
                || coalesce(' (' || target.label || ' ' || worded.target_sign || worded.target_value_text || ')', '')
        end as status_text,
        worded.significance_label as change_text,
        coalesce(
            worded.previous_change_significance = 'significant'
            and not worded.is_small_sample
            and {{ better_by('worded.metric_value', 'worded.previous_value', 'worded.direction') }} < 0,
            false
        ) as is_worse_for_certain,
        worded.trend_direction_label as trend_text,
        coalesce(worded.team_label, worded.owner) as owner_text
    from worded
    left join code_labels as not_available
        on worded.language = not_available.language
        and not_available.code_kind = 'reading'
        and not_available.code = 'not_available'
    left join code_labels as target
        on worded.language = target.language
        and target.code_kind = 'reading'
        and target.code = 'target'

)

select * from final
