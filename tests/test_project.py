"""The law of one name, descriptions everywhere, one division, portable models, a parse without a warning."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scripts.dbt_runner import ROOT, run_dbt

REGISTRY = ROOT / "seeds" / "registry" / "metric_registry.csv"


def registry() -> list[dict[str, str]]:
    """The rows of the metric registry."""
    with REGISTRY.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


METRICS = [row["metric"] for row in registry()]
MARTS = {row["metric"]: f"{row['family']}_by_segment_period" for row in registry()}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory) -> dict:
    """dbt's manifest of the project, parsed anew."""
    target = tmp_path_factory.mktemp("manifest")
    run_dbt(["parse", "--no-partial-parse"], target_path=target)
    return json.loads((target / "manifest.json").read_text())


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_has_one_name_in_every_place(metric, manifest):
    names = {
        "macro": f"macro.customer_success.{metric}" in manifest["macros"],
        "definition": f"doc.customer_success.{metric}" in manifest["docs"],
        "worked examples": f"test.customer_success.{metric}" in manifest["nodes"],
        "mart column": metric in manifest["nodes"][f"model.customer_success.{MARTS[metric]}"]["columns"],
        "metric_values": f"metric_rows('{metric}', '{MARTS[metric]}'" in (
            ROOT / "models" / "marts" / "scorecard" / "metric_values.sql"
        ).read_text(),
        "README": f"`{metric}`" in (ROOT / "README.md").read_text(),
        "README.zh-CN": f"`{metric}`" in (ROOT / "README.zh-CN.md").read_text(),
    }
    assert [place for place, found in names.items() if not found] == []


def test_no_place_names_a_metric_that_the_registry_does_not_have():
    values = (ROOT / "models" / "marts" / "scorecard" / "metric_values.sql").read_text()
    assert re.findall(r"metric_rows\('(\w+)'", values) == METRICS
    examples = {path.stem for path in (ROOT / "tests" / "formulas").glob("*.sql")}
    formulas = {
        "alert_bounds", "churn_risk", "cohort_retention", "differences", "gross_margin", "has_grown", "intervals", "lifetime_and_profit",
        "net_promoter_classes", "parts_of_a_change", "published_figures", "recurring_amount", "satisfaction_threshold", "slopes_of_six_periods",
        "spread_over_months", "survival", "target_status",
        "vendors_chargebee", "vendors_chartmogul", "vendors_gitlab", "vendors_profitwell", "vendors_stripe",
    }
    assert examples - formulas == set(METRICS)


def test_weeks_are_given_for_the_same_metrics_in_registry_and_values():
    values = (ROOT / "models" / "marts" / "scorecard" / "metric_values.sql").read_text()
    with_weeks = set(re.findall(r"metric_rows\('(\w+)'[^}]*has_weeks=true", values))
    assert with_weeks == {row["metric"] for row in registry() if row["has_weeks"] == "true"}


def test_everything_is_described(manifest):
    ours = "customer_success"
    undescribed = []
    resources = [*manifest["nodes"].values(), *manifest["sources"].values()]
    for node in resources:
        if node["package_name"] != ours or node["resource_type"] not in ("model", "seed", "source"):
            continue
        if not node["description"].strip():
            undescribed.append(node["name"])
        undescribed += [
            f"{node['name']}.{column['name']}"
            for column in node["columns"].values()
            if not column["description"].strip()
        ]
    for macro in manifest["macros"].values():
        if macro["package_name"] != ours or macro["name"].startswith("test_"):
            continue
        if not macro["description"].strip():
            undescribed.append(f"macro {macro['name']}")
        if "__" in macro["name"]:
            continue  # One adapter's way of doing it: the macro that dispatches describes the arguments.
        undescribed += [
            f"macro {macro['name']}({argument['name']})"
            for argument in macro["arguments"]
            if not argument["description"].strip()
        ]
    assert undescribed == []


def test_no_macro_hides_a_function_of_dbt(manifest):
    from dbt.context.providers import ModelContext

    ours = {macro["name"] for macro in manifest["macros"].values() if macro["package_name"] == "customer_success"}
    assert not ours & set(ModelContext._context_members_)


def test_every_variable_says_what_it_moves():
    lines = (ROOT / "dbt_project.yml").read_text().splitlines()
    names = yaml.safe_load("\n".join(lines))["vars"]
    readme = (ROOT / "README.md").read_text()
    for name in names:
        position = next(i for i, line in enumerate(lines) if line.startswith(f"  {name}:"))
        assert lines[position - 1].strip().startswith("#"), f"{name} has no comment in dbt_project.yml"
        assert f"`{name}`" in readme, f"{name} is not in the README's table of variables"


def test_every_column_of_a_mart_is_in_its_contract(manifest):
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] == "marts":
            assert node["contract"]["enforced"], f"{node['name']} has no enforced contract"
            assert node["access"] == "public", f"{node['name']} is not public"


def sql_files(*folders: str) -> list[Path]:
    """The SQL files of some folders, by path."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.sql"))


def without_comments(path: Path) -> str:
    """SQL without comments and texts, so that only code is searched."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    text = re.sub(r"--.*", "", text)
    return re.sub(r"'[^']*'", "''", text)


def test_only_the_division_macros_divide():
    allowed = {"divide.sql", "time_arithmetic.sql", "intervals.sql"}
    dividing = [
        str(path.relative_to(ROOT))
        for path in sql_files("models", "macros")
        if "/" in without_comments(path) and path.name not in allowed
    ]
    assert dividing == []


def test_engine_only_functions_stay_in_macros_sql():
    engine_only = re.compile(
        r"\b(list_\w+|unnest|generate_series|strftime|strptime|epoch\w*|try_cast|regexp_matches|hugeint|quantile_cont|"
        r"arg_max|arg_min|bool_or|bool_and|any_value|ifnull|qualify|exclude|at time zone|date_diff|datediff|"
        r"to_days|to_months|to_seconds|interval|as double(?! precision)|as varchar|as text)\b|target\.type|::",
        re.IGNORECASE,
    )
    found = {
        str(path.relative_to(ROOT)): sorted({match.group(0) for match in engine_only.finditer(without_comments(path))})
        for path in [*sql_files("models", "tests"), *sql_files("macros")]
        if "sql" not in path.relative_to(ROOT).parts[:2]
    }
    assert {path: words for path, words in found.items() if words} == {}


def test_every_name_is_short_enough_for_postgresql(manifest):
    """dbt makes relations of models, seeds and unit tests; PostgreSQL's names have 63 characters."""
    nodes = [*manifest["nodes"].values(), *manifest["unit_tests"].values()]
    relations = [node["name"] for node in nodes if node["resource_type"] in ("model", "seed", "unit_test")]
    assert len(relations) > 300
    assert [name for name in relations if len(name) > 63] == []


def test_nothing_committed_names_an_index_or_a_path_of_a_machine():
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    pattern = re.compile(r"https?://[^ )\"]*(simple/|/packages/[0-9a-f]{2}/)|--(extra-)?index-url|(^|[^\w.])/(tmp|root|home)/\w")
    named = [
        name
        for name in files
        if (ROOT / name).suffix in {".txt", ".in", ".py", ".sql", ".yml", ".toml", ".md", ""}
        and (ROOT / name).is_file()
        and name != "tests/test_project.py"
        and pattern.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ]
    assert named == []


def test_the_lock_is_hashed_and_names_no_index():
    for file, least in [
        ("requirements.txt", 100), ("requirements-postgres.txt", 2), ("requirements-spark.txt", 9),
        ("requirements-snowflake.txt", 100), ("requirements-bigquery.txt", 50),
        ("tests/engines/requirements-crucible.txt", 10),
    ]:  # fmt: skip
        lock = (ROOT / file).read_text()
        pins = re.findall(r"^[\w.\[\]-]+==", lock, flags=re.MULTILINE)
        assert len(pins) >= least
        assert "://" not in lock and "--index-url" not in lock
        blocks = re.split(r"\n(?=[\w.\[\]-]+==)", lock.strip())
        assert all("--hash=sha256:" in block for block in blocks if "==" in block.split("\n")[0])


def test_a_strict_parse_gives_no_warning(tmp_path):
    """dbt checks YAML against its JSON schemas for some adapters only; DuckDB's is switched on here."""
    program = (
        "import dbt.jsonschemas.jsonschemas as schemas\n"
        "schemas._JSONSCHEMA_SUPPORTED_ADAPTERS.add('duckdb')\n"
        "from dbt.cli.main import cli\n"
        "cli()\n"
    )
    outcome = subprocess.run(
        [
            sys.executable, "-c", program, "--warn-error", "--no-use-colors", "parse", "--no-partial-parse",
            "--show-all-deprecations", "--profiles-dir", ".", "--target-path", str(tmp_path),
        ],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    assert outcome.returncode == 0, outcome.stdout
    assert "Deprecat" not in outcome.stdout and "WARN" not in outcome.stdout, outcome.stdout
