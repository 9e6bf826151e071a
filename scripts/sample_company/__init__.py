"""The sample company: a fictional software vendor, written by a deterministic generator.

Some hundreds of generated accounts give every metric a realistic base; the scripted lives in
`lives.py` hit every rule of the definitions once. The same call writes the same bytes, on any
machine and any Python from 3.11 on: there is no wall clock, and every account draws from a die
of its own, so that a change to one account leaves the rows of all the others as they were.
"""
