{#- What a code (`missed`, `not_significant`) is called where people read it, in each language. -#}
-- Too many quarantined rows change no mart, not even this one: {{ ref('int_load_counts') }}
with translations as (

    select * from {{ ref('translations') }}
    where text_key not like 'metric.%'

),

final as (

    {%- for language, column in [('en', 'en'), ('zh-CN', 'zh_cn')] %}
    select
        '{{ language }}' as language,  -- noqa: RF04
        {{ dbt.split_part('text_key', "'.'", 1) }} as code_kind,
        {{ dbt.split_part('text_key', "'.'", 2) }} as code,
        {{ column }} as label
    from translations
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

)

select * from final
