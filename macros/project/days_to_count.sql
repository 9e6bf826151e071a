{#- A select of the local days, as `day`, that a store has to count: every day of `rows` where nothing is stored yet,
    else those whose rows before as-of are not those that were counted. `rows`: relation with occurred_on, occurred_at
    and judged_at. The store has last_event_at, last_judged_at, and `counted_by`, a fingerprint of the settings that
    it depends on.

    As many rows of a day, as late a last one and as late a last judging are the same rows: one that came was judged
    later than all before, and one that as-of let in lies later than all before. -#}
{% macro days_to_count(rows, as_of, day, count, counted_by='') %}
    {%- if execute and is_incremental() -%}
    {%- set query -%}
    select {{ day }}
    from (
        select
            happened.occurred_on as {{ day }},
            count(*) as counted_rows,
            max(happened.occurred_at) as last_event_at,
            max(happened.judged_at) as last_judged_at,
            '{{ counted_by }}' as counted_by
        from {{ rows }} as happened
        cross join {{ as_of }} as as_of
        where happened.occurred_at < as_of.as_of_at
        group by happened.occurred_on
        union all
        select
            {{ day }},
            sum({{ count }}) as counted_rows,
            max(last_event_at) as last_event_at,
            max(last_judged_at) as last_judged_at,
            max(counted_by) as counted_by
        from {{ this }}
        group by {{ day }}
    ) as days
    group by {{ day }}
    having count(*) = 1
        or min(counted_rows) <> max(counted_rows)
        or min(last_event_at) <> max(last_event_at)
        or min(last_judged_at) <> max(last_judged_at)
        or min(counted_by) <> max(counted_by)
    order by {{ day }}
    {%- endset -%}
    {%- for found in run_query(query).columns[0].values() %}
    select cast('{{ found }}' as date) as day
    {{ 'union all' if not loop.last }}
    {%- else -%}
    select cast(null as date) as day
    where 1 = 0
    {%- endfor -%}
    {%- else -%}
    select distinct occurred_on as day
    from {{ rows }}
    {%- endif -%}
{% endmacro %}
