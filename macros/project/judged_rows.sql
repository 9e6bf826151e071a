{#- CTEs up to `judged`: every row of a raw table, read as its types, with its key, `copy_number` (2 and more are exact
    copies) and `broken_rules`, the names of the rules that it breaks, each behind a space.
    `parents`: raw table -> relation of its accepted rows. `rates`: relation of exchange rates. `joins` and `rules`
    ({rule, class, condition}): what a table's model adds, over the row as `settled`. `rows`: the relation of those that
    are judged, where it is not every row. -#}
{% macro judged_rows(schema, table, parents={}, rates=none, joins='', rules=[], rows=none) -%}
    {%- set location = raw_location(schema, table) -%}
    {%- set parents_on = [] -%}
    {%- for parent in parents if is_on(parent) %}{% do parents_on.append(parent) %}{% endfor -%}
    {%- if not execute -%}
judged as (select 1 as nothing)
    {%- else -%}
    {%- set contract = raw_table_contract(schema, table) -%}
    {%- set columns = contract.columns.values() | list -%}
    {%- set present = raw_columns(schema, table, location) -%}
raw_rows as {{ not_materialized() }} (

    select
    {%- for column in columns %}
        {%- if column.name in present %}
        {%- set found = present[column.name] %}
        {{ read_as(adapter.quote(found.name), column.data_type, found.is_text) }} as {{ column.name }},
        {{ as_found(adapter.quote(found.name), found.is_text, column.data_type) }} as raw_{{ column.name }}
        {%- else %}
        cast(null as {{ type_of(column.data_type) }}) as {{ column.name }},
        cast(null as {{ type_of('text') }}) as raw_{{ column.name }}
        {%- endif %}{{ '' if loop.last else ',' }}
    {%- endfor %}
    from {{ rows or location_or_no_rows(location) }}

),

keyed as {{ not_materialized() }} (

    select
        *,
        {{ dbt.concat(key_texts(contract)) }} as row_key
    from raw_rows

),

-- Short hashes first: millions of texts need much memory to be grouped.
repeated_hashes as (

    select {{ hash_number("coalesce(row_key, '')") }} as key_hash
    from keyed
    group by {{ hash_number("coalesce(row_key, '')") }}
    having count(*) > 1

),

repeated_keys as (

    select coalesce(row_key, '') as shared_key
    from keyed
    where {{ hash_number("coalesce(row_key, '')") }} in (select repeated_hashes.key_hash from repeated_hashes)
    group by coalesce(row_key, '')
    having count(*) > 1

),

-- Rows that share a key, or lack one, are rare: only they are hashed and compared.
repeated as (

    select
        keyed.*,
        {{ row_hash(columns) }} as row_hash
    from keyed
    inner join repeated_keys
        on coalesce(keyed.row_key, '') = repeated_keys.shared_key

),

compared as (

    select
        *,
        row_number() over (partition by row_key, row_hash order by row_key) as copy_number,
        first_value(row_hash) over (
            partition by row_key
            order by {{ arrived_at(schema, table, 'repeated') }} desc nulls last, row_hash desc
            rows between unbounded preceding and unbounded following
        ) as winning_hash
    from repeated

),

settled as (

    select
        {{ column_list(columns) }},
        keyed.row_key,
        1 as copy_number,
        false as is_superseded
    from keyed
    left join repeated_keys
        on coalesce(keyed.row_key, '') = repeated_keys.shared_key
    where repeated_keys.shared_key is null
    union all
    select
        {{ column_list(columns) }},
        row_key,
        copy_number,
        row_key is not null and row_hash <> winning_hash as is_superseded
    from compared

),

{% for parent, relation in parents.items() -%}
known_{{ loop.index }} as (

    select distinct {{ parent_key(parent) }} as parent_key from {{ relation }}

),

{% endfor -%}
judged as (

    select
        settled.*,
        concat(
            case when settled.is_superseded then ' superseded' else '' end
            {%- for rule in quarantine_rules(schema, table) + rules %},
            case when {{ rule.condition }} then ' {{ rule.rule }}' else '' end
            {%- endfor %}
            {%- for column in columns if column.config.meta.refers_to in parents_on %},
            case
                when settled.{{ column.name }} is not null and of_{{ column.name }}.parent_key is null
                    then ' {{ column.name }}_refers_to_nothing'
                else ''
            end
            {%- endfor %}
            {%- for column in columns if column.config.meta.has_rate_on %},
            case
                when settled.{{ column.name }} is not null and settled.{{ column.config.meta.has_rate_on }} is not null
                    and rates.rate is null then ' {{ column.name }}_without_rate'
                else ''
            end
            {%- endfor %}
        ) as broken_rules
    from settled
    {%- for parent in parents %}
    {%- set position = loop.index %}
    {%- for column in columns if column.config.meta.refers_to == parent and parent in parents_on %}
    left join known_{{ position }} as of_{{ column.name }}
        on settled.{{ column.name }} = of_{{ column.name }}.parent_key
    {%- endfor %}
    {%- endfor %}
    {%- for column in columns if column.config.meta.has_rate_on %}
    {%- set day = rate_day(contract, column.config.meta.has_rate_on) %}
    left join {{ rates }} as rates
        on settled.{{ column.name }} = rates.currency
        and {{ day }} >= rates.valid_from
        and {{ day }} < rates.valid_until
    {%- endfor %}
    {{ joins }}

)
    {%- endif -%}
{%- endmacro %}


{#- The last select of a raw table's model: what is accepted, and why the rest is not. `rules` ({rule, class,
    condition}) are those that only `relation` can see. Personal values were seen up to here and go no further. -#}
{% macro accepted_or_set_aside(schema, table, relation='judged', rules=[]) -%}
    {%- set salt = ref('salt') -%}
    {%- set forgotten_customers = ref('forgotten_customers') -%}
    {%- if not execute -%}
select * from {{ relation }}
    {%- else -%}
    {%- set columns = raw_table_contract(schema, table).columns.values() | list -%}
    {%- set hashed = columns | selectattr('config.meta.personal', 'equalto', 'hashed') | list -%}
select
    {%- for column in columns if column.config.meta.personal != 'dropped' %}
    {%- if column in hashed %}
    {{ salted_hash('coalesce(forgotten_customers.salt, salt.salt)', 'judged_by_all.' ~ column.name) }} as {{ column.name }},
    {%- else %}
    judged_by_all.{{ column.name }},
    {%- endif %}
    {%- endfor %}
    row_key,
    copy_number,
    trim(all_broken_rules) as broken_rules,
    all_broken_rules = '' and copy_number = 1 as is_accepted,
    case when all_broken_rules <> '' then {{ salted_hash('salt.salt', row_hash(columns)) }} end as row_hash,
    case when all_broken_rules <> '' then {{ as_it_came(columns) }} end as row_as_it_came
from (
    select
        *,
        broken_rules
        {%- for rule in rules %}
        || case when {{ rule.condition }} then ' {{ rule.rule }}' else '' end
        {%- endfor %} as all_broken_rules
    from {{ relation }}
) as judged_by_all
cross join {{ salt }} as salt
    {%- if hashed %}
left join {{ forgotten_customers }} as forgotten_customers
    on judged_by_all.customer_id = forgotten_customers.customer_id
    {%- endif %}
    {%- endif -%}
{%- endmacro %}


{#- A value behind a salt, hashed: the same for the same value, and nobody without the salt can try out guesses. -#}
{% macro salted_hash(salt, value) -%}
    {{ dbt.hash(dbt.concat([salt, value])) }}
{%- endmacro %}


{#- Whether a raw table, as schema.table, is there. -#}
{% macro is_on(name) %}
    {% do return(is_switched_on(*name.split('.'))) %}
{% endmacro %}


{#- What rows of other tables call a row of this one: its key, or of a subscription all of its versions'. -#}
{% macro parent_key(name) %}
    {% do return({
        'billing.customers': 'customer_id',
        'billing.subscriptions': 'subscription_id',
        'billing.invoices': 'invoice_id',
        'survey.surveys': 'survey_id',
    }[name]) %}
{% endmacro %}


{#- The local day of a column that an exchange rate is needed on. -#}
{% macro rate_day(contract, column) -%}
    {%- if contract.columns[column].data_type == 'date' -%}
        settled.{{ column }}
    {%- else -%}
        {{ customer_success.local_date('settled.' ~ column) }}
    {%- endif -%}
{%- endmacro %}


{#- The texts of a key with a blank between them, as a list for dbt.concat; a day is the same day however it is
    written. -#}
{% macro key_texts(contract) %}
    {% set parts = [] %}
    {% for name in contract.config.meta.key %}
        {% if contract.columns[name].data_type == 'text' %}
            {% do parts.append('raw_' ~ name) %}
        {% else %}
            {% do parts.append('coalesce(cast(' ~ name ~ ' as ' ~ type_of('text') ~ '), ' ~ raw_text(name) ~ ')') %}
        {% endif %}
        {% if not loop.last %}{% do parts.append("' '") %}{% endif %}
    {% endfor %}
    {% do return(parts) %}
{% endmacro %}


{#- The columns of a contract with their raw texts, as a list for a select. -#}
{% macro column_list(columns) -%}
    {%- for column in columns -%}
        {{ column.name }}, raw_{{ column.name }}{{ '' if loop.last else ', ' }}
    {%- endfor -%}
{%- endmacro %}


{#- A row's fingerprint: equal for equal texts in every column of the contract. -#}
{% macro row_hash(columns) -%}
    {%- set texts = [] -%}
    {%- for column in columns %}{% do texts.append(raw_text(column.name)) %}{% endfor -%}
    {{ hash_of_texts(texts) }}
{%- endmacro %}


{#- A fingerprint of texts, as SQL, of which any may be null: then \N, whose backslash some warehouses drop in a text. -#}
{% macro hash_of_texts(texts) -%}
    {%- set parts = [] -%}
    {%- for text in texts -%}
        {%- do parts.append('coalesce(' ~ text ~ ", chr(92) || 'N')") -%}
        {%- if not loop.last %}{% do parts.append("'|'") %}{% endif -%}
    {%- endfor -%}
    {{ dbt.hash(dbt.concat(parts)) }}
{%- endmacro %}
