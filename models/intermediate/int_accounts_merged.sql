{#- Which customer an account's rows count for: the survivor of its merges or, with `customer_level: parent`, the
    topmost parent of that. -#}
with survived as (

    select * from {{ ref('int_accounts_survived') }}

),

{% if policy('customer_level') == 'parent' -%}
accounts as (

    select * from {{ ref('stg_billing__customers') }}

),

-- The parent may have been merged itself; one that does not exist is none.
first_steps as (

    select
        survived.account_id,
        coalesce(parents.survivor_id, survived.account_id) as follows_id
    from survived
    inner join accounts
        on survived.account_id = accounts.customer_id
    left join survived as parents
        on accounts.parent_customer_id = parents.account_id
    where survived.account_id = survived.survivor_id

),

{{ followed_to_the_end('first_steps') }},

final as (

    select
        survived.account_id,
        followed.end_id as customer_id
    from survived
    inner join followed
        on survived.survivor_id = followed.account_id
    inner join survived as tops
        on followed.end_id = tops.account_id
    where not survived.is_test and not tops.is_test

)
{%- else -%}
final as (

    select
        account_id,
        survivor_id as customer_id
    from survived
    where not is_test

)
{%- endif %}

select * from final
