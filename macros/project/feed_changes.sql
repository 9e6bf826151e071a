{#- A feed is a raw table that only grows: one text key, `received_at` and `occurred_at`. It is judged row by row like
    every other, but an incremental build judges anew only the keys of which something changed. -#}
{% macro judged_feed(schema, table, parents) -%}
{%- set changes = feed_changes(schema, table, parents) -%}
with {% if changes -%}
changed_keys as (

    {{ changes.changed_keys }}

),

{% endif -%}
{{ judged_rows(schema, table, parents=parents, rows=changes.changed_rows) }},

feed as (

    {{ accepted_or_set_aside(schema, table) }}

),

final as (

    {% if not execute -%}
    select * from feed
    {%- else -%}
    select
        {#- Millions of keys are not kept twice: the one column of the key is row_key. -#}
        {%- set contract = raw_table_contract(schema, table) %}
        {%- for column in contract.columns if column not in contract.config.meta.key %}
        feed.{{ column }},
        {%- endfor %}
        {{ "coalesce(feed.row_key, nullif(changed_keys.shared_key, ''))" if changes else 'feed.row_key' }} as row_key,
        feed.copy_number,
        feed.broken_rules,
        feed.is_accepted,
        feed.row_hash,
        feed.row_as_it_came,
        cast(feed.received_at as date) as arrival_day,
        {{ local_date('feed.occurred_at') }} as occurred_on,
        {{ changes.judged_at or clock() }} as judged_at,
        '{{ feed_settings(schema, table) }}' as judged_by
    from feed
    {%- if changes %}
    -- A key that no raw row has any more: its row without content deletes the old ones, and then goes itself.
    full join changed_keys
        on coalesce(feed.row_key, '') = changed_keys.shared_key
    {%- endif %}
    {%- endif %}

)

select * from final
{%- endmacro %}


{#- What an incremental build judges anew: `changed_keys` (a select of shared_key) and `changed_rows` (a relation of raw
    rows that holds every row of these keys; none: all), with the time to note as `judged_at`; {} in a full build.

    Nothing is remembered between builds. Changed are the keys of arrival days whose rows are not those that were
    judged, and the keys of rows whose verdict would be another one now. -#}
{% macro feed_changes(schema, table, parents) %}
    {% if not execute or not is_incremental() %}
        {% do return({}) %}
    {% endif %}
    {% set location = raw_location(schema, table) %}
    {% set found = raw_columns(schema, table, location) %}
    {% set all_keys = "select distinct coalesce(row_key, '') as shared_key from " ~ this %}
    {% if 'judged_by' not in adapter.get_columns_in_relation(this) | map(attribute='name') %}
        {% do return({'changed_keys': all_keys}) %}
    {% endif %}
    {% set last = run_query(
        "select count(*), count(nullif(judged_by, '" ~ feed_settings(schema, table) ~ "')), "
        ~ 'greatest(' ~ clock() ~ ', coalesce(' ~ add_seconds('max(judged_at)', 1) ~ ', ' ~ clock() ~ ')) from ' ~ this
    ).rows[0] %}
    {#- Later than every row that is there, whatever became of the clock: the stores go by it. -#}
    {% set judged_at = "cast('" ~ last[2] ~ "' as " ~ type_of('instant') ~ ")" %}
    {% if last[1] > 0 %}
        {% do log(
            schema ~ '.' ~ table ~ ': its settings or columns changed, so that every row is judged anew.', info=true
        ) %}
    {% endif %}
    {% if not location or last[0] == 0 or last[1] > 0 %}
        {% do return({'changed_keys': all_keys, 'judged_at': judged_at}) %}
    {% endif %}

    {% set received_at = read_as(adapter.quote(found.received_at.name), 'instant', found.received_at.is_text) %}
    {% set days = run_query(differing_days(location, received_at)).columns[0].values() | list %}
    {% set key = raw_table_contract(schema, table).config.meta.key[0] %}
    {% set shared_key = 'coalesce(' ~ text_as_it_came(adapter.quote(found[key].name), found[key].is_text) ~ ", '')" %}
    {% set keys %}
    select coalesce(row_key, '') as shared_key
    from {{ this }} as judged
    where {{ is_of_days('judged.arrival_day', days) }}
    union distinct
    select {{ shared_key }} as shared_key
    from {{ location }}
    where {{ arrived_on(days, found.received_at, received_at) }}
    union distinct
    {{ keys_judged_otherwise_now(schema, table, parents) }}
    {% endset %}
    {#- Other rows of these keys may have arrived on any day that was judged. -#}
    {% for day in run_query(
        "select distinct arrival_day from " ~ this ~ " where coalesce(row_key, '') in (" ~ keys ~ ")"
    ).columns[0].values() if day not in days %}
        {% do days.append(day) %}
    {% endfor %}
    {% if not days %}
        {% set keys = all_keys ~ ' where 1 = 0' %}
    {% endif %}
    {% set rows %}
    (
        select * from {{ location }}
        where {{ arrived_on(days, found.received_at, received_at) }}
            and {{ shared_key }} in (select changed_keys.shared_key from changed_keys)
    ) as changed_rows
    {% endset %}
    {% do return({'changed_keys': keys, 'changed_rows': rows, 'judged_at': judged_at}) %}
{% endmacro %}


{#- The arrival days whose raw rows are not those that were judged, by their number and times of arrival. Rows of no
    day have nothing to be compared by, and are few, for they are quarantined. -#}
{% macro differing_days(location, received_at) %}
    select arrival_day
    from (
        {%- for relation, instant in [(location, received_at), (this, 'received_at')] %}
        select
            cast({{ instant }} as date) as arrival_day,
            count(*) as arrived_rows,
            {{ checksum_of_instants(instant) }} as checksum
        from {{ relation }}
        group by cast({{ instant }} as date)
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as counted
    group by arrival_day
    having count(*) = 1
        or min(arrived_rows) <> max(arrived_rows)
        or min(checksum) <> max(checksum)
        or arrival_day is null
    order by arrival_day
{% endmacro %}


{#- The keys of rows whose verdict rests on more than the row and would be another one now: the row that they refer to
    came or went, or the clock passed them. -#}
{% macro keys_judged_otherwise_now(schema, table, parents) %}
    {%- set columns = raw_table_contract(schema, table).columns.values() | list -%}
    {%- set breaks = [] -%}
    {%- set otherwise = [] -%}
    select coalesce(judged.row_key, '') as shared_key
    from {{ this }} as judged
    {%- for column in columns if column.config.meta.refers_to in parents %}
    {%- set parent = column.config.meta.refers_to %}
    left join (
        select distinct {{ parent_key(parent) }} as parent_key from {{ parents[parent] }}
    ) as of_{{ column.name }}
        on judged.{{ column.name }} = of_{{ column.name }}.parent_key
    {%- do breaks.append('(judged.' ~ column.name ~ ' is not null and of_' ~ column.name ~ '.parent_key is null)') -%}
    {%- do otherwise.append(breaks[-1] ~ ' <> ' ~ has_broken('judged', "'" ~ column.name ~ "_refers_to_nothing'")) -%}
    {%- endfor %}
    {%- for column in columns if column.config.meta.happened %}
    {%- do breaks.append('(judged.' ~ column.name ~ ' > ' ~ latest_believed(column.data_type) ~ ')') -%}
    {%- do otherwise.append(breaks[-1] ~ ' <> ' ~ has_broken('judged', "'" ~ column.name ~ "_in_the_future'")) -%}
    {%- endfor %}
    -- Of millions of rows few break a rule: only their texts are searched.
    where case
        when judged.broken_rules = '' then {{ breaks | join('\n            or ') }}
        else {{ otherwise | join('\n            or ') }}
    end
{% endmacro %}


{#- Whether a judged row broke a rule. -#}
{% macro has_broken(relation, rule) -%}
    (' ' || {{ relation }}.broken_rules || ' ' like '% ' || {{ rule }} || ' %')
{%- endmacro %}


{#- Whether a day is one of some days, of which none is a missing one. -#}
{% macro is_of_days(day, days) -%}
    {%- set literals = [] -%}
    {%- for one in days if one is not none -%}
        {%- do literals.append("cast('" ~ one ~ "' as date)") -%}
    {%- endfor -%}
    ({{ day ~ ' in (' ~ literals | join(', ') ~ ')' if literals else '1 = 0' }}
        {{- ' or ' ~ day ~ ' is null' if none in days }})
{%- endmacro %}


{#- Whether a raw row arrived on one of some days. Said of the column as it is, too, in few stretches, so that a file
    of columns is read only where they lie; the day more at both ends is for any time zone. -#}
{% macro arrived_on(days, column, received_at) -%}
    {{ is_of_days('cast(' ~ received_at ~ ' as date)', days) }}
    {%- if days and none not in days and not column.is_text -%}
        {%- set day = modules.datetime.timedelta(days=1) -%}
        {%- set stretches = [] -%}
        {#- A driver may give days as texts. -#}
        {%- for text in days | map('string') | sort -%}
            {%- set one = modules.datetime.date.fromisoformat(text) -%}
            {%- set first = stretches.pop()[0] if stretches and one - stretches[-1][1] < 30 * day else one -%}
            {%- do stretches.append((first, one)) -%}
        {%- endfor %}
        and (
        {%- for first, last in stretches %}
            {{ adapter.quote(column.name) }} >= cast('{{ first - day }}' as {{ column.type }})
            and {{ adapter.quote(column.name) }} < cast('{{ last + 2 * day }}' as {{ column.type }})
            {{ 'or' if not loop.last }}
        {%- endfor %}
        )
    {%- endif -%}
{%- endmacro %}


{#- What else a feed's rows were read and judged by, as a fingerprint: under another one all are judged anew. -#}
{% macro feed_settings(schema, table) %}
    {% set settings = [] %}
    {% for name in ['raw_path', 'use_sample_data', 'raw_database', 'raw_schemas', 'raw_tables', 'reporting_timezone',
        'earliest_valid_date'] %}
        {% do settings.append(var(name) | string) %}
    {% endfor %}
    {% for column in raw_table_contract(schema, table).columns.values() %}
        {% do settings.append([column.name, column.data_type, column.config.meta]) %}
    {% endfor %}
    {% do settings.append(raw_columns(schema, table, raw_location(schema, table))) %}
    {% do return(local_md5(tojson(settings, sort_keys=true))) %}
{% endmacro %}
