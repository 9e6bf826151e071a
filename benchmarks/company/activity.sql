-- How much an account uses the product on a day: more on workdays, by seat and liking, and in some months not at all.
create or replace temp macro activity(account, seats, engagement, day) as
    seats * engagement
    * case when isodow(day) > 5 then 0.25 else 1 end
    * case when dice(hash(account, date_trunc('month', day)), 'away') < 0.08 then 0 else 1 end;

create or replace temp table active_stretches as
select
    accounts.account,
    accounts.customer_id,
    accounts.seats,
    accounts.engagement,
    cast(versions.started_at as date) as first_day,
    cast(versions.ended_at as date) as end_day
from versions
inner join accounts on versions.account = accounts.account
where versions.tier < 3;

-- So many events and interactions for each unit of activity that the whole time has as many events as were asked for.
set variable events_a_unit = (
    select getvariable('events') / greatest(1, sum(activity(account, seats, engagement, day)))
    from (
        select
            account,
            seats,
            engagement,
            unnest(range(
                greatest(first_day, cast(getvariable('begins_at') as date)),
                least(end_day, cast(days_later(getvariable('begins_at'), getvariable('days')) as date)),
                interval '1 day'
            )) as day
        from active_stretches
    )
);
