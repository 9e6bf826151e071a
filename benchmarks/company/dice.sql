-- Chance that is the same again: a number in [0, 1) for a thing and a question about it, whatever the order of the rows.
create or replace temp macro dice(thing, question) as
    (hash(thing, question, getvariable('seed')) % 4294967296) / 4294967296.0;

create or replace temp macro pick(thing, question, choices) as
    choices[1 + cast(floor(dice(thing, question) * len(choices)) as integer)];

create or replace temp macro days_later(instant, days) as
    instant + to_microseconds(cast(days * 86400 * 1e6 as bigint));
