{#- Lower bound of the 95 % interval of the difference of two independent figures, from the interval of each: of two
    proportions with Wilson intervals it is Newcombe's; null where one has none. -#}
{% macro difference_low(value, low, earlier_value, earlier_high) -%}
    ({{ value }} - {{ earlier_value }} - sqrt(
        power({{ value }} - {{ low }}, 2) + power({{ earlier_high }} - {{ earlier_value }}, 2)
    ))
{%- endmacro %}

{#- Upper bound of the same interval. -#}
{% macro difference_high(value, high, earlier_value, earlier_low) -%}
    ({{ value }} - {{ earlier_value }} + sqrt(
        power({{ high }} - {{ value }}, 2) + power({{ earlier_value }} - {{ earlier_low }}, 2)
    ))
{%- endmacro %}


{#- Weight of a figure in the slope of six: `place` is 1 for the latest. The squares of -2.5 to 2.5 sum to 17.5. -#}
{% macro trend_weight(place) -%}
    {{ customer_success.safe_divide('3.5 - ' ~ place, '17.5') }}
{%- endmacro %}

{#-
    Least-squares slope of the last six periods, an aggregate; null unless there are six figures. What is left of six
    equal figures is the rounding of their sum, in either direction: below a billionth of the figures it is no slope.
-#}
{% macro trend_slope(place, value) -%}
    {%- set slope = 'sum(' ~ customer_success.trend_weight(place) ~ ' * ' ~ value ~ ')' -%}
    case
        when count({{ value }}) < 6 then null
        when abs({{ slope }}) > 1e-9 * max(abs({{ value }})) then {{ slope }}
        else 0
    end
{%- endmacro %}

{#- How far below the slope its 95 % interval goes, an aggregate: like the difference's, with six figures for two. -#}
{% macro trend_margin_low(place, value, low, high) -%}
    {%- set weight = customer_success.trend_weight(place) -%}
    case when count({{ low }}) = 6 then sqrt(sum(power(
        {{ weight }} * {{ value }} - least({{ weight }} * {{ low }}, {{ weight }} * {{ high }}), 2
    ))) end
{%- endmacro %}

{#- How far above the slope its 95 % interval goes, an aggregate. -#}
{% macro trend_margin_high(place, value, low, high) -%}
    {%- set weight = customer_success.trend_weight(place) -%}
    case when count({{ low }}) = 6 then sqrt(sum(power(
        greatest({{ weight }} * {{ low }}, {{ weight }} * {{ high }}) - {{ weight }} * {{ value }}, 2
    ))) end
{%- endmacro %}


{#- Whether a change is more than chance, in words: an interval without zero says so, and nothing else does. -#}
{% macro significance(change, change_low, change_high) -%}
    case
        when {{ change }} is null then 'not_comparable'
        when {{ change_low }} is null then 'no_sampling_distribution'
        when {{ change_low }} > 0 or {{ change_high }} < 0 then 'significant'
        else 'not_significant'
    end
{%- endmacro %}
