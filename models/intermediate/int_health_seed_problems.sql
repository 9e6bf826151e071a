{#- What cannot be right in the seeds of seeds/health, each as a sentence. Nothing is scored while there is one. -#}
{{ config(post_hook="{{ refuse_health_seeds(this) }}") }}
{%- set dimensions = ['all', 'plan_tier'] + fixed_segments() -%}
{%- set segment = "segment_name || ' = ' || coalesce(segment_value, '')" -%}
with inputs as (

    select * from {{ ref('health_inputs') }}

),

weights as (

    select * from {{ ref('health_weights') }}

),

thresholds as (

    select * from {{ ref('health_thresholds') }}

),

effective_thresholds as (

    select
        thresholds.*,
        coalesce(thresholds.watch_from, of_all.watch_from) as effective_watch_from,
        coalesce(thresholds.healthy_from, of_all.healthy_from) as effective_healthy_from
    from thresholds
    left join thresholds as of_all
        on of_all.segment_name = 'all'

),

overrides as (

    select
        *,
        'customer_id ' || coalesce(customer_id, '') || ' from ' || coalesce(cast(set_on as {{ type_of('text') }}), '')
            as named
    from {{ ref('health_overrides') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

known_segments as (

    select * from {{ ref('int_segment_values') }}

),

dimensions as (

    {%- for dimension in dimensions %}
    select '{{ dimension }}' as segment_name
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}

),

segments as (

    select distinct
        'health_weights' as seed,
        segment_name,
        segment_value
    from weights
    union all
    select distinct
        'health_thresholds' as seed,
        segment_name,
        segment_value
    from thresholds

),

rows_for_all as (

    select
        coalesce(sum(case when seed = 'health_weights' then 1 else 0 end), 0) as health_weights,
        coalesce(sum(case when seed = 'health_thresholds' then 1 else 0 end), 0) as health_thresholds
    from segments
    where segment_name = 'all'

),

overrides_of_customers as (

    select
        overrides.*,
        coalesce(accounts.customer_id, overrides.customer_id) as merged_customer_id,
        row_number() over (
            partition by coalesce(accounts.customer_id, overrides.customer_id)
            order by overrides.set_on, overrides.expires_on, overrides.customer_id
        ) as place
    from overrides
    left join accounts
        on overrides.customer_id = accounts.account_id

),

problems as (

    select
        segments.seed,
        'expected segment_name to be one of {{ dimensions | join(", ") }}, found ' || chr(39)
        || coalesce(segments.segment_name, '') || chr(39) || '.' as problem
    from segments
    left join dimensions
        on segments.segment_name = dimensions.segment_name
    where dimensions.segment_name is null
    union all
    select
        segments.seed,
        'expected a value that customers have in ' || segments.segment_name || ', found ' || chr(39)
        || coalesce(segments.segment_value, '') || chr(39) || '.' as problem
    from segments
    inner join dimensions
        on segments.segment_name = dimensions.segment_name
    left join known_segments
        on segments.segment_name = known_segments.segment_name
        and segments.segment_value = known_segments.segment_value
    where known_segments.segment_value is null
    union all
    select
        'health_weights' as seed,
        'expected input to be one of those in health_inputs, found ' || chr(39)
        || coalesce(weights.input, '') || chr(39) || ' for ' || {{ segment }} || '.' as problem
    from weights
    left join inputs
        on weights.input = inputs.input
    where inputs.input is null
    union all
    select
        'health_weights' as seed,
        'expected each weight to be above 0 and at most 1, found '
        || coalesce(cast(weight as {{ type_of('text') }}), 'none') || ' of ' || coalesce(input, '') || ' for '
        || {{ segment }} || '.' as problem
    from weights
    where not coalesce(weight > 0 and weight <= 1, false)
    union all
    select
        'health_weights' as seed,
        'expected the weights of a segment value to add up to 1, found '
        || cast({{ round_to('sum(weight)', 6) }} as {{ type_of('text') }}) || ' for ' || {{ segment }} || '.' as problem
    from weights
    group by segment_name, segment_value
    having abs(sum(weight) - 1) > 0.000000001
    union all
    select
        'health_weights' as seed,
        'expected one weight of ' || input || ' for ' || {{ segment }} || ', found '
        || cast(count(*) as {{ type_of('text') }}) || '.' as problem
    from weights
    group by segment_name, segment_value, input
    having count(*) > 1
    union all
    select
        'health_thresholds' as seed,
        'expected one row for ' || {{ segment }} || ', found '
        || cast(count(*) as {{ type_of('text') }}) || '.' as problem
    from thresholds
    group by segment_name, segment_value
    having count(*) > 1
    union all
    select
        'health_thresholds' as seed,
        'expected 0 < watch_from < healthy_from <= 100, minimum_coverage above 0 and at most 1, and notable_change, '
        || 'heavy_support_tickets and settled_after_days above 0 (empty is as for all), found otherwise for '
        || {{ segment }} || '.' as problem
    from effective_thresholds
    where not (
            coalesce(watch_from > 0, true)
            and coalesce(healthy_from <= 100, true)
            and coalesce(effective_watch_from < effective_healthy_from, true)
            and coalesce(minimum_coverage > 0 and minimum_coverage <= 1, true)
            and coalesce(notable_change > 0, true)
            and coalesce(heavy_support_tickets > 0, true)
            and coalesce(settled_after_days > 0, true)
        )
    union all
    select
        'health_thresholds' as seed,
        'expected every column to be filled for all = all, found one that is empty.' as problem
    from thresholds
    where segment_name = 'all'
        and (
            healthy_from is null or watch_from is null or minimum_coverage is null or notable_change is null
            or heavy_support_tickets is null or settled_after_days is null or owner is null
        )
    {%- for seed in ['health_weights', 'health_thresholds'] %}
    union all
    select
        '{{ seed }}' as seed,
        'expected a row for all = all, which holds for every customer that no other row names, found none.' as problem
    from rows_for_all
    where {{ seed }} = 0
    {%- endfor %}
    union all
    select
        'health_overrides' as seed,
        'expected a customer_id, a reason, who set it, and the days set_on and expires_on, the second later, found '
        || 'otherwise for ' || named || '.' as problem
    from overrides
    where customer_id is null or reason is null or set_by is null or not coalesce(set_on < expires_on, false)
    union all
    select
        'health_overrides' as seed,
        'expected a band (healthy, watch, at_risk) or a score from 0 to 100, found ' || chr(39)
        || coalesce(band, '') || chr(39) || ' and ' || chr(39) || coalesce(cast(score as {{ type_of('text') }}), '')
        || chr(39) || ' for ' || named || '.' as problem
    from overrides
    where not coalesce(band in ('healthy', 'watch', 'at_risk'), score is not null)
        or not coalesce(score >= 0 and score <= 100, true)
    union all
    select
        'health_overrides' as seed,
        'expected one override of a customer at a time, found ' || earlier.named || ' still holding when '
        || later.named || ' begins.' as problem
    from overrides_of_customers as earlier
    inner join overrides_of_customers as later
        on earlier.merged_customer_id = later.merged_customer_id
        and earlier.place < later.place
        and earlier.expires_on > later.set_on

),

final as (

    select
        seed,
        problem
    from problems

)

select * from final
