"""`python -m scripts.mutations`: try the mutations, print who caught each, survivors last."""

import argparse
import sys
import tempfile
from pathlib import Path

from scripts.dbt_runner import ROOT
from scripts.mutations.catalog import Mutation, MutationError, load_mutations, spread
from scripts.mutations.laboratory import Laboratory, Verdict


def main() -> int:
    """Run as the command line says; 1 where a mutation survives without a reason."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutations", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these mutations")
    parser.add_argument("--sample", type=int, metavar="N", help="N mutations spread over the list")
    arguments = parser.parse_args()
    try:
        mutations = chosen(arguments.only, arguments.sample)
        with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
            verdicts = try_all(mutations, Laboratory(Path(folder)))
    except MutationError as error:
        print(error, file=sys.stderr)
        return 1
    return 1 if print_survivors(verdicts) else 0


def chosen(only: list[str] | None, sample: int | None) -> list[Mutation]:
    """The mutations that the command line asks for. Raises MutationError for what is not there."""
    if sample is not None and sample < 1:
        raise MutationError(f"--sample: expected a number of at least 1, found {sample}.")
    mutations = {mutation.name: mutation for mutation in load_mutations()}
    for name in only or []:
        if name not in mutations:
            raise MutationError(f"--only: expected names of mutations.yml, found '{name}'.")
    found = [mutations[name] for name in only or mutations]
    return spread(found, sample) if sample else found


def try_all(mutations: list[Mutation], laboratory: Laboratory) -> list[Verdict]:
    """The verdict on each mutation, printed as it falls.

    Raises MutationError, before anything is built where one does not fit the code.
    """
    for mutation in mutations:
        mutation.applied(ROOT)
    verdicts = []
    for mutation in mutations:
        verdicts.append(laboratory.try_out(mutation))
        print_verdict(verdicts[-1])
    return verdicts


def print_verdict(verdict: Verdict) -> None:
    """One line of the table."""
    caught_by = verdict.caught_by or "nothing"
    print(f"{verdict.mutation.name:<44} {caught_by:<80} {verdict.seconds:5.1f} s", flush=True)


def print_survivors(verdicts: list[Verdict]) -> int:
    """The sum and the survivors; how many of those have no reason to survive."""
    survivors = [verdict for verdict in verdicts if not verdict.caught_by]
    broken = [v for v in verdicts if (v.caught_by or "").startswith("does not compile")]
    seconds = sum(verdict.seconds for verdict in verdicts)
    caught = len(verdicts) - len(survivors)
    not_compiled = f", {len(broken)} of them because they do not compile" if broken else ""
    print(f"\n{caught} of {len(verdicts)} caught in {seconds:.0f} s{not_compiled}.")
    for verdict in survivors:
        mutation = verdict.mutation
        stray = verdict.stray and f"It stops the build elsewhere: {verdict.stray}"
        why = mutation.unseen or stray or "No test sees it."
        print(f"Survivor {mutation.name}: {mutation.breaks} {why}")
    return sum(1 for verdict in survivors if not verdict.mutation.unseen)


if __name__ == "__main__":
    sys.exit(main())
