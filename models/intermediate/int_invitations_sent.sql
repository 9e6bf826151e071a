{#- An answer belongs to the latest invitation before it, so an invitation waits until the person is asked again. -#}
with invitations as (

    select * from {{ ref('stg_survey__invitations') }}

),

responses as (

    select * from {{ ref('stg_survey__responses') }}

),

accounts as (

    select * from {{ ref('int_accounts_merged') }}

),

customers as (

    select * from {{ ref('customer_success', 'customers') }}

),

tiers as (

    select * from {{ ref('int_plan_tiers_held') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

sent as (

    select
        invitations.invitation_id,
        invitations.survey_id,
        accounts.customer_id,
        invitations.respondent_id,
        invitations.sent_at,
        -- Of two sent at one instant the first is asked again at once: it waits for nothing.
        lead(invitations.sent_at) over (
            partition by invitations.survey_id, accounts.customer_id, invitations.respondent_id
            order by invitations.sent_at, invitations.invitation_id
        ) as asked_again_at
    from invitations
    inner join accounts
        on invitations.customer_id = accounts.account_id
    cross join as_of
    where invitations.sent_at < as_of.as_of_at

),

answered as (

    select distinct sent.invitation_id
    from sent
    inner join responses
        on sent.survey_id = responses.survey_id
        and sent.respondent_id = responses.respondent_id
        and sent.sent_at <= responses.responded_at
        and (sent.asked_again_at is null or sent.asked_again_at > responses.responded_at)
    inner join accounts
        on responses.customer_id = accounts.account_id
    cross join as_of
    where sent.customer_id = accounts.customer_id
        and responses.responded_at < as_of.as_of_at

),

final as (

    select
        sent.invitation_id,
        sent.customer_id,
        {{ local_date('sent.sent_at') }} as sent_on,
        customers.company_size,
        customers.industry,
        customers.region,
        customers.acquisition_channel,
        coalesce(tiers.plan_tier, 'unknown') as plan_tier,
        case when answered.invitation_id is null then 0 else 1 end as is_answered
    from sent
    inner join customers
        on sent.customer_id = customers.customer_id
    left join answered
        on sent.invitation_id = answered.invitation_id
    left join tiers
        on sent.customer_id = tiers.customer_id
        and sent.sent_at >= tiers.held_from
        and (tiers.remembered_until is null or sent.sent_at < tiers.remembered_until)

)

select * from final
