"""Breaks each formula and each classification of the project once and sees a test go red.

- `mutations.yml` is the list: a text of the project's SQL, its replacement, and what that breaks;
- `catalog` reads the list and applies an entry, `scenarios` says under which raw rows and variables
  an entry is looked for, `laboratory` builds a broken copy, `comparison` looks for the difference.

A mutation is caught by the truth tables in `tests/formulas`; else by a build whose marts
(`comparison.KEYS`) differ from the unbroken build's; else by the identities in `tests/integrity`.
A difference is a test that goes red because the test suite holds the unbroken build against the
independent oracle and the golden numbers.
"""
