"""`make policies`: what each preset of the policies makes of the same company, side by side.

Builds the company once per preset, reads `analyses/policy_comparison.sql` and writes
`docs/policy_comparison.md`; of a folder of exports it prints the table alone. For the sample company
the figures that each value of a policy moves, `tests/golden/policies.csv`, are written too.
"""

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from scripts.build import raw_folder
from scripts.dbt_runner import ROOT, BuildError, run_dbt
from scripts.golden import as_text
from scripts.policy_builds import PolicyBuilds

PAGE = ROOT / "docs" / "policy_comparison.md"
FIGURES = ROOT / "tests" / "golden" / "policies.csv"
MARTS = ("revenue_by_segment_period", "churn_by_segment_period", "clv_by_segment_period")
REGISTRY = ROOT / "seeds" / "registry" / "metric_registry.csv"

INTRODUCTION = """\
# What a choice of policies costs

The same company four times: its headline figures under each preset of the
[contested rules](decisions.md). Nothing else differs: raw rows, formulas and periods are the same.
"""

# What a preset changes and what follows, in the words of a reader of the table.
SENTENCES = {
    "standard": "`standard` is ours: a customer is lost when its time ends, the base is who was there at the opening, "
    "amounts are converted at the rate of the period's end.",
    "chartmogul_like": "`chartmogul_like` bridges gaps of up to an hour, and converts each movement at the rate of its "
    "own day, which moves what is called expansion and what is called exchange.",
    "stripe_like": "`stripe_like` takes recurring revenue away on the day of the request to leave, counts those who "
    "were new and left in the same period and adds the new to the base of churn, keeps a paused customer at its full "
    "amount, and ignores discounts that end.",
    "gitlab_like": "`gitlab_like` counts the topmost parent account as one customer: revenue is the same, customers are "
    "fewer, and what one subsidiary adds offsets what another gives up.",
}

CLOSING = """\
To run it on your own data: `make policies RAW_PATH=<folder of exports>` prints the same table for the
raw tables of that folder. One figure for each single value of a policy, before and after, stands in
[tests/golden/policies.csv](../tests/golden/policies.csv).
"""


def main(command_line: list[str] | None = None) -> int:
    """Build, compare and write or print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="make policies", description=__doc__)
    parser.add_argument("--raw-path", default="", help="folder of exports; default: the sample company")
    arguments = parser.parse_args(command_line)
    try:
        variables = {"raw_path": str(raw_folder(Path(arguments.raw_path)))} if arguments.raw_path else {}
        with tempfile.TemporaryDirectory(prefix="policies-") as folder:
            builds = PolicyBuilds(build_standard(Path(folder), variables), Path(folder), variables)
            if variables:
                print(table(*compare(builds)))
            else:
                PAGE.write_text(page(builds), encoding="utf-8")
                write_figures(builds)
                for written in (PAGE, FIGURES):
                    print(f"{written.relative_to(ROOT)} written; review it with git diff.")
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def build_standard(folder: Path, variables: Mapping[str, object]) -> Path:
    """The company under the preset `standard`, in a new file of the folder. Raises BuildError."""
    database = folder / "company.duckdb"
    run_dbt(
        [
            "build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
            "--select", *[f"+{mart}" for mart in MARTS],
        ],
        database=database,
        variables=variables,
        target_path=folder / "target",
    )
    return database


def compare(builds: PolicyBuilds) -> tuple[list[str], list[tuple]]:
    """The columns and rows of the analysis over one build per preset. Raises BuildError."""
    databases = {preset: builds.under({"policy_preset": preset}, MARTS) for preset in builds.presets}
    compiled = run_dbt(
        ["compile", "--select", "policy_comparison"],
        database=builds.base,
        target_path=builds.folder / "target",
        manifest=builds.manifest({}),
    )
    with duckdb.connect() as connection:
        for preset, database in databases.items():
            connection.execute(f"attach '{database}' as {preset} (read_only)")
        cursor = connection.execute(compiled.results[0].node.compiled_code)
        return [column[0] for column in cursor.description], cursor.fetchall()


def page(builds: PolicyBuilds) -> str:
    """The page of the docs."""
    columns, rows = compare(builds)
    missing = set(builds.presets) - set(SENTENCES)
    assert not missing, f"SENTENCES: expected one for each preset, found none for {', '.join(missing)}"
    sentences = "\n".join(f"- {SENTENCES[preset]}" for preset in builds.presets)
    return "\n".join([INTRODUCTION, table(columns, rows), sentences, "", CLOSING])


def table(columns: list[str], rows: Iterable[tuple]) -> str:
    """A Markdown table for each grain: one row per metric, one column per preset."""
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    presets = [name for name in columns if name not in ("metric", "period_grain", "period_start", "place")]
    with REGISTRY.open(newline="", encoding="utf-8") as file:
        units = {row["metric"]: row["unit"] for row in csv.DictReader(file)}
    lines = []
    for grain in dict.fromkeys(record["period_grain"] for record in records):
        of_grain = [record for record in records if record["period_grain"] == grain]
        start = of_grain[0]["period_start"]
        lines += [
            f"## The {grain} {start:%Y-%m}" if grain == "month" else f"## The {grain} {start:%Y}",
            "",
            f"| Metric | {' | '.join(presets)} |",
            f"|---|{'---:|' * len(presets)}",
        ]
        for record in of_grain:
            cells = [shown(units.get(record["metric"], "count"), record[preset]) for preset in presets]
            lines.append(f"| `{record['metric']}` | {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def shown(unit: str, value: float | None) -> str:
    """A figure as a reader expects it, by its unit in the registry."""
    if value is None:
        return "–"
    return {
        "count": f"{value:,.0f}",
        "multiple": f"{value:.3f}",
        "currency": f"{value:,.2f}",
        "ratio": f"{value:.2%}",
    }[unit]


def figure(database: Path, key: str) -> str:
    """One figure, as text of 10 significant digits; `key` is '<mart>.<column> <grain> <period start>
    <segment value>'."""
    column, grain, start, segment_value = key.split(" ", maxsplit=3)
    mart, _, name = column.partition(".")
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            f"select cast({name} as double) from marts.{mart} "
            "where period_grain = ? and period_start = cast(? as date) and segment_value = ?",
            [grain, start, segment_value],
        ).fetchall()
    assert len(rows) == 1, f"{key}: expected one row, found {len(rows)}"
    return as_text(rows[0][0])


def read_figures() -> list[dict[str, str]]:
    """The rows of policies.csv: variables (JSON), figure (its key), before, after."""
    with FIGURES.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_figures(builds: PolicyBuilds) -> None:
    """Write `before` and `after` of policies.csv anew; which figures stand there is chosen by hand."""
    rows = measured_figures(builds, read_figures())
    with FIGURES.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def measured_figures(builds: PolicyBuilds, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of policies.csv with the figures as they are built. Raises BuildError."""
    marts: dict[str, set[str]] = {}
    for row in rows:
        marts.setdefault(row["variables"], set()).add(row["figure"].partition(".")[0])
    measured = []
    for row in rows:
        policies = json.loads(row["variables"])
        wanted = MARTS if "policy_preset" in policies else sorted(marts[row["variables"]])
        after = figure(builds.under(policies, wanted), row["figure"])
        measured.append({**row, "before": figure(builds.base, row["figure"]), "after": after})
    return measured


if __name__ == "__main__":
    sys.exit(main())
