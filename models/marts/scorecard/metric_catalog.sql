-- Too many quarantined rows change no mart, not even this one: {{ ref('int_load_counts') }}
with registry as (

    select * from {{ ref('metric_registry') }}

),

translations as (

    select * from {{ ref('translations') }}

),

switched_off as (

    select * from {{ ref('int_metrics_switched_off') }}

),

final as (

    select
        registry.metric,
        labels.en as label,
        labels.zh_cn as label_zh,
        definitions.en as definition,
        definitions.zh_cn as definition_zh,
        registry.family,
        registry.level,
        registry.domain,
        registry.critical_success_factor,
        registry.direction,
        registry.unit,
        registry.display_format,
        registry.additivity,
        registry.status,
        registry.has_weeks,
        registry.owner,
        registry.source_sections,
        registry.raw_tables,
        registry.survey_kind,
        switched_off.is_switched_off,
        registry.definition_version,
        registry.definition_since
    from registry
    inner join switched_off
        on registry.metric = switched_off.metric
    left join translations as labels
        on labels.text_key = 'metric.' || registry.metric || '.label'
    left join translations as definitions
        on definitions.text_key = 'metric.' || registry.metric || '.definition'

)

select * from final
