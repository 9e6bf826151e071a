"""What a reader of the documentation finds, and what becomes of a mart whose columns change."""

import csv
import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
import yaml

from scripts import docs
from scripts.building.files import BuildFiles
from scripts.dbt_runner import ROOT, BuildError, run_dbt

MART = "churn_by_segment_period"
RENAMED = ("new_and_lost_customers", "customers_new_and_lost")


@pytest.fixture(scope="module")
def page(sample_database, tmp_path_factory) -> str:
    """The page of the sample company."""
    folder = tmp_path_factory.mktemp("docs")
    files = BuildFiles(folder / "customer_success.duckdb", folder / "work")
    files.folder.mkdir(parents=True)
    shutil.copyfile(sample_database, files.state)
    docs.write_page(files, {}, folder / "docs.html")
    return (folder / "docs.html").read_text(encoding="utf-8")


def test_every_metric_has_its_definition_with_all_headings(page):
    with (ROOT / "seeds" / "registry" / "metric_registry.csv").open(encoding="utf-8", newline="") as file:
        metrics = [row["metric"] for row in csv.DictReader(file)]
    for metric in metrics:
        [path] = [
            path for path in (ROOT / "models" / "marts").glob("*/*.md")
            if f"{{% docs {metric} %}}" in path.read_text(encoding="utf-8")
        ]
        block = path.read_text(encoding="utf-8").split(f"{{% docs {metric} %}}")[1].split("{% enddocs %}")[0]
        for heading in ("Question it answers", "Formula", "Numerator", "Denominator", "Excluded", "Timing", "Zero and null",
                        "Unit and direction", "Known disagreements", "Worked example", "Owner", "History"):
            assert f"**{heading}" in block, f"{metric} has no {heading}"
        question = block.split("**Question it answers.**")[1].strip().splitlines()[0]
        assert json.dumps(question)[1:-1] in page, f"{metric} is not in the page"


def test_the_page_asks_no_network_for_anything(page):
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)\s*=\s*[\"']?https?:", page) == []


def test_the_tables_are_named_as_readers_name_them(page):
    assert '"database":"customer_success"' in page.replace('": "', '":"')


def test_no_build_is_a_sentence(tmp_path):
    files = BuildFiles(tmp_path / "none.duckdb", tmp_path)
    with pytest.raises(BuildError, match="OUT: expected a build of .*none.duckdb, found none. Call make build first."):
        docs.write_page(files, {}, tmp_path / "docs.html")


def test_a_column_that_is_renamed_keeps_its_old_mart_until_a_date(sample_database, tmp_path):
    """The change that CONTRIBUTING.md tells, applied to a copy of the project."""
    project = tmp_path / "project"
    for name in ("analyses", "macros", "models", "seeds", "tests"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copyfile(ROOT / "dbt_project.yml", project / "dbt_project.yml")
    rename_a_column(project / "models" / "marts" / "churn", date.today() + timedelta(days=90))
    database = Path(shutil.copyfile(sample_database, tmp_path / "company.duckdb"))
    said = []
    run_dbt(
        ["run", "--select", MART, "orders_by_segment_period", "--no-partial-parse"],
        database=database, target_path=tmp_path / "target", project=project,
        on_event=lambda event: said.append((event.info.name, event.info.msg)),
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        old, new = (
            {name for (name,) in connection.execute(
                "select column_name from duckdb_columns() where schema_name = 'marts' and table_name = ?", [table]
            ).fetchall()}
            for table in (f"{MART}_v1", MART)
        )
        [(unequal,)] = connection.execute(
            f"select count(*) from marts.{MART}_v1 as old full join marts.{MART} as new "
            "using (period_grain, period_start, segment_name, segment_value) "
            f"where old.{RENAMED[0]} is distinct from new.{RENAMED[1]}"
        ).fetchall()
    assert old - new == {RENAMED[0]} and new - old == {RENAMED[1]}
    assert unequal == 0
    assert any(name == "UpcomingReferenceDeprecation" and MART in message for name, message in said), said


def rename_a_column(folder: Path, until: date) -> None:
    """Give the mart a second version with another name for a column, and the first one a last day."""
    text = (folder / f"{MART}.sql").read_text(encoding="utf-8")
    (folder / f"{MART}_v1.sql").write_text(text, encoding="utf-8")
    renamed = text.replace(f"        {RENAMED[0]},\n", f"        {RENAMED[0]} as {RENAMED[1]},\n", 1)
    assert renamed != text
    (folder / f"{MART}.sql").rename(folder / f"{MART}_v2.sql").write_text(renamed, encoding="utf-8")
    file = folder / f"{MART}.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    [mart] = content["models"]
    mart["latest_version"] = 2
    mart["versions"] = [
        {"v": 1, "deprecation_date": f"{until}"},
        {"v": 2, "config": {"alias": MART}, "columns": [
            {"include": "all", "exclude": [RENAMED[0]]}, {"name": RENAMED[1], "data_type": "bigint"},
        ]},
    ]
    # A reader that has not moved yet.
    reader = folder.parent / "orders" / "orders_by_segment_period.sql"
    reader.write_text(f"-- {{{{ ref('{MART}', v=1) }}}}\n{reader.read_text(encoding='utf-8')}", encoding="utf-8")
    content.pop("unit_tests", None)
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
