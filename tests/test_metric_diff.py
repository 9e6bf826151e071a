"""`make metric-diff` from a reviewer's side: a changed definition is seen with its figures, files and customers."""

import csv
import shutil
import subprocess
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pytest

from scripts.dbt_runner import ROOT, BuildError, Fault
from scripts.metric_diff import __main__ as metric_diff
from scripts.metric_diff.differences import Difference, differing_figures, moved_customers
from scripts.metric_diff.dossier import Dossier
from scripts.metric_diff.page import page, unexplained_metrics
from scripts.metric_diff.trees import Built, added_lines, build, changed_files, ensure_known, files_of_base, files_of_working_tree

MACRO = "macros/metrics/clv.sql"
METRIC = "customer_lifetime_value_single_payment"
ROW = f"| `{METRIC}` | changed | the profit | and one more | a test |\n"


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    """A repository of its own: the project as committed, and a working tree in which a metric counts otherwise."""
    folder = tmp_path_factory.mktemp("repository")
    files_of_working_tree(folder)
    for command in (
        ["init", "-q"], ["add", "-A"],
        ["-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "base"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    macro = folder / MACRO
    text = macro.read_text(encoding="utf-8")
    broken = text.replace("({{ annual_profit }} * power(1 +", "(1 + {{ annual_profit }} * power(1 +")
    assert broken != text
    macro.write_text(broken, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(repository, tmp_path_factory) -> dict[str, Built]:
    """Base and working tree, built on the same exports."""
    scratch = tmp_path_factory.mktemp("scratch")
    raw = metric_diff.sample_company(scratch / "raw")
    base, tree = scratch / "base", scratch / "tree"
    base.mkdir(), tree.mkdir()
    files_of_base("HEAD", base, repository)
    files_of_working_tree(tree, repository)
    return {name: build(folder, raw, "{}", "a salt of this test") for name, folder in (("base", base), ("tree", tree))}


def test_the_figures_that_a_definition_moves_are_all_there_and_no_others(built):
    found = differing_figures(built["base"].database, built["tree"].database)
    assert {row.metric for row in found} == {METRIC}
    assert {row.segment_name for row in found} >= {"all", "plan_tier", "region"}
    assert any(row.is_closed for row in found) and not all(row.is_closed for row in found)
    first = found[0]
    assert (first.segment_name, first.period_grain) == ("all", "month") and first.new > first.old


def test_nothing_moves_between_a_build_and_itself(built):
    base = built["base"]
    text, is_explained = metric_diff.compare("HEAD", base, base, ROOT)
    assert "Nothing moved" in text and is_explained
    assert moved_customers(base.database, base.database) == []


def test_a_closed_figure_that_moves_needs_a_row_of_the_changelog(built, repository):
    changelog = repository / "CHANGELOG.md"
    before = changelog.read_text(encoding="utf-8")
    text, is_explained = metric_diff.compare("HEAD", built["base"], built["tree"], repository)
    assert not is_explained and f"**`{METRIC}`: figures of closed periods move" in text
    assert "the definition moved, not the populations" in text
    try:
        changelog.write_text(before + ROW, encoding="utf-8")
        text, is_explained = metric_diff.compare("HEAD", built["base"], built["tree"], repository)
    finally:
        changelog.write_text(before, encoding="utf-8")
    assert is_explained and "no new row" not in text


def test_the_dossier_names_the_changed_macro(built, repository):
    changed = changed_files("HEAD", repository)
    assert changed == {MACRO}
    assert changed & Dossier(built["tree"].manifest).files(METRIC) == {MACRO}
    assert changed & Dossier(built["tree"].manifest).files("customer_churn_rate") == set()


def test_boards_and_saved_queries_that_read_a_metric_are_named(built):
    readers = Dossier(built["tree"].manifest).read_by("average_revenue_per_account")
    assert "scorecard" in readers and any("verview" in reader for reader in readers)
    assert Dossier(built["tree"].manifest).read_by("no_metric") == []


def test_a_population_that_moves_names_its_customers(built, tmp_path):
    moved = Path(shutil.copyfile(built["base"].database, tmp_path / "moved.duckdb"))
    with duckdb.connect(str(moved)) as connection:
        [(customer,)] = connection.execute(
            "select customer_id from marts.customer_periods where period_grain = 'month' and orders > 0 order by 1 limit 1"
        ).fetchall()
        connection.execute("update marts.customer_periods set orders = orders + 1 where customer_id = ?", [customer])
    [found] = moved_customers(built["base"].database, moved)
    assert (found.customer_id, found.facts) == (customer, ["orders"]) and found.cells > 1


def test_added_and_gone_figures_are_counted():
    row = Difference("a_metric", "month", date(2024, 1, 1), "all", "all", None, 2.0, True, False, False)
    text = page("main", [row], [], lambda metric: [], lambda metric: ["a board"], [])
    assert "1 figure (1 new): month 2024-01-01; all" in text and "Read by: a board" in text


def test_only_a_row_of_a_table_explains():
    row = Difference("a_metric", "month", date(2024, 1, 1), "all", "all", 1.0, 2.0, False, False, True)
    assert unexplained_metrics([row], ["We changed `a_metric`."]) == ["a_metric"]
    assert unexplained_metrics([row], ["| `a_metric` | changed | 1 | 2 | why |"]) == []


def test_an_unknown_base_is_a_sentence():
    with pytest.raises(BuildError, match="BASE: expected a commit, branch or tag that git knows here, found 'no_such_branch'"):
        ensure_known("no_such_branch")
    outcome = subprocess.run(
        [sys.executable, "-m", "scripts.metric_diff", "--base", "no_such_branch"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    assert outcome.returncode == Fault.SETTINGS and "Traceback" not in outcome.stderr


def test_the_owners_of_a_metric_are_those_of_its_files():
    owners = defaultdict(set)
    with (ROOT / "seeds" / "registry" / "metric_registry.csv").open(encoding="utf-8", newline="") as file:
        for metric in csv.DictReader(file):
            owners[metric["family"]].add(f"@your-organization/{metric['owner'].replace('_', '-')}")
    lines = (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    asked = {path: set(teams) for path, *teams in (line.split() for line in lines if line.startswith("/"))}
    for family, teams in owners.items():
        assert asked.get(f"/models/marts/{family}/") == teams, family
        if (ROOT / "macros" / "metrics" / f"{family}.sql").exists():
            assert asked.get(f"/macros/metrics/{family}.*") == teams, family


def test_lines_that_were_there_before_explain_nothing(repository):
    assert added_lines("HEAD", "CHANGELOG.md", repository) == []
