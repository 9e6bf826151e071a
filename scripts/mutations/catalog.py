"""The list of mutations: plain data, checked against the code that it breaks."""

from dataclasses import dataclass
from pathlib import Path

import yaml

LIST = Path(__file__).with_name("mutations.yml")


class MutationError(Exception):
    """A list that does not fit the project; its text is the sentence that the user reads."""


@dataclass(frozen=True)
class Mutation:
    """One way to break one file.

    `text` occurs once in `file` (relative to the project root) and becomes `replacement`; `breaks`
    is one sentence; `scenario` names the raw rows and variables under which it shows; `unseen` is
    the reason why it changes no number, for one that nothing can catch.
    """

    name: str
    file: str
    text: str
    replacement: str
    breaks: str
    scenario: str = "sample"
    unseen: str | None = None

    @property
    def is_formula(self) -> bool:
        """Whether the truth tables of the formulas could see it."""
        return self.file.startswith("macros/")

    def applied(self, project: Path) -> str:
        """The file's text with the replacement. Raises MutationError."""
        path = project / self.file
        if not path.is_file():
            raise MutationError(f"Mutation {self.name}: expected the file {self.file}, found none.")
        source = path.read_text(encoding="utf-8")
        found = source.count(self.text)
        if found != 1:
            raise MutationError(
                f"Mutation {self.name}: expected its text once in {self.file}, found it {found} "
                f"times: {self.text!r}. Let {LIST.name} follow the code."
            )
        return source.replace(self.text, self.replacement)


def load_mutations(path: Path = LIST) -> list[Mutation]:
    """The whole list, in its order. Raises MutationError for a name that is used twice."""
    mutations = [Mutation(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]
    seen = set()
    for mutation in mutations:
        if mutation.name in seen:
            raise MutationError(
                f"{path.name}: expected each name once, found {mutation.name} twice."
            )
        seen.add(mutation.name)
    return mutations


def spread(mutations: list[Mutation], size: int) -> list[Mutation]:
    """`size` of the mutations, evenly spread over the list; all where it has no more."""
    size = min(size, len(mutations))
    return [mutations[(2 * n + 1) * len(mutations) // (2 * size)] for n in range(size)]
