{#- Says which feed brought no row, or far fewer than such a weekday does, on the latest complete day. Runs behind the
    mart that compares them, `feed_volume`. -#}
{% macro report_volume(feed_volume) %}
    {%- if execute -%}
    {% for row in run_query(
        'select raw_table, happened_on, accepted_rows, expected_rows, volume_status from ' ~ feed_volume
        ~ " where is_latest_complete_day and volume_status in ('stopped', 'low') order by raw_table"
    ).rows %}
        {% do log(
            row[0] ~ (' has stopped: ' if row[4] == 'stopped' else ' is low: ') ~ (row[2] or 'no') ~ ' rows on ' ~ row[1]
            ~ ', about ' ~ (row[3] | round | int) ~ ' expected on such a weekday. Look at the feed before you believe '
            ~ 'a figure that fell; see the mart feed_volume.', info=true
        ) %}
    {% endfor %}
    {%- endif -%}
{% endmacro %}
