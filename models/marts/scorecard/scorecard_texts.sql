{#- The scorecard in words, as boards print it: figures of every unit in one column, status and reason spelled out. -#}
{%- set labelled_codes = {
    'unit_suffix': 'unit',
    'target_status': 'target_status',
    'trend_direction': 'trend_direction',
    'significance': 'previous_change_significance',
    'team': 'owner',
    'null_reason': 'null_reason',
} -%}
{%- set figures = [
    'metric_value', 'interval_low', 'interval_high', 'previous_value', 'last_year_value', 'target_value',
] -%}
with scorecard as (

    select * from {{ ref('metric_scorecard') }}

),

code_labels as (

    select * from {{ ref('code_labels') }}

),

wording as (

    select
        language,  -- noqa: RF04
        max(case when code = 'not_available' then label end) as not_available,
        max(case when code = 'target' then label end) as target_word
    from code_labels
    where code_kind = 'reading'
    group by language

),

labelled as (

    select
        wording.language,
        wording.not_available,
        wording.target_word,
        scorecard.*,
        {%- for code_kind in labelled_codes %}
        {{ code_kind }}_labels.label as {{ code_kind }}_label,
        {%- endfor %}
        case when wording.language = 'zh-CN' then scorecard.label_zh else scorecard.label end as metric_label
    from scorecard
    cross join wording
    {%- for code_kind, code in labelled_codes.items() %}
    left join code_labels as {{ code_kind }}_labels
        on wording.language = {{ code_kind }}_labels.language
        and scorecard.{{ code }} = {{ code_kind }}_labels.code
        and {{ code_kind }}_labels.code_kind = '{{ code_kind }}'
    {%- endfor %}

),

written as (

    select
        *,
        {%- for figure in figures %}
        {{ figure_text(figure, 'unit', 'display_format', 'currency', 'unit_suffix_label', 'language') }}
            as {{ figure }}_text,
        {%- endfor %}
        case when direction = 'down' then '≤ ' else '≥ ' end as target_sign
    from labelled

),

final as (

    select
        language,  -- noqa: RF04
        metric,
        period_grain,
        period_start,
        period_end,
        segment_name,
        segment_value,
        metric_label,
        coalesce(metric_value_text, '—') as value_text,
        interval_low_text || ' … ' || interval_high_text as interval_text,
        previous_value_text,
        last_year_value_text,
        target_sign || target_value_text as target_text,
        case
            when metric_value is null then not_available || ': ' || coalesce(null_reason_label, null_reason, '—')
            else
                target_status_label
                || coalesce(' (' || target_word || ' ' || target_sign || target_value_text || ')', '')
        end as status_text,
        significance_label as change_text,
        coalesce(
            previous_change_significance = 'significant'
            and not is_small_sample
            and {{ better_by('metric_value', 'previous_value', 'direction') }} < 0,
            false
        ) as is_worse_for_certain,
        trend_direction_label as trend_text,
        coalesce(team_label, owner) as owner_text
    from written

)

select * from final
