-- Theirs: a model of a name that the package has too.
select 'theirs' as whose
