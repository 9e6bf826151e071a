"""Every value of every policy moves a stated figure of the sample company, and the page that compares the presets.

TEST_LONG=1 builds every stated figure, else those of the presets and every fourth of the others are.
"""

import json
import os
from pathlib import Path

import pytest

from scripts.policy_builds import PolicyBuilds, returned_by
from scripts.policy_comparison import FIGURES, MARTS, PAGE, figure, measured_figures, page, read_figures

IS_LONG = os.environ.get("TEST_LONG") == "1"
# Policies whose values are numbers: one that differs from `standard` stands for all.
NUMBERS = ("gap_tolerance_seconds", "reactivation_gap_days", "past_due_grace_days")


@pytest.fixture(scope="module")
def builds(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> PolicyBuilds:
    """The sample company under one policy after another."""
    return PolicyBuilds(sample_database, tmp_path_factory.mktemp("policies"))


def given(name: str) -> set[object]:
    """The values of a variable in policies.csv."""
    return {json.loads(row["variables"]).get(name) for row in read_figures()}


@pytest.mark.parametrize("policy", returned_by("policy_choices"))
def test_every_value_but_the_standard_one_has_a_figure(policy: str) -> None:
    standard, *others = returned_by("policy_choices")[policy]
    assert standard == returned_by("policy_presets")["standard"][policy]
    assert set(others) <= given(policy)


def test_every_number_and_every_preset_has_a_figure() -> None:
    assert set(returned_by("policy_presets")) - {"standard"} <= given("policy_preset")
    assert [name for name in NUMBERS if given(name) == {None}] == []


def test_each_figure_that_a_policy_moves_is_the_stated_one(builds: PolicyBuilds) -> None:
    stated = read_figures()
    unmoved = [row for row in stated if row["before"] == row["after"]]
    assert not unmoved, f"{FIGURES.name}: expected two figures that differ, found {unmoved}"
    tried = [row for number, row in enumerate(stated) if IS_LONG or "policy_preset" in row["variables"] or number % 4 == 0]
    differing = [
        f"{row['variables']} {row['figure']}: {row['before']} to {row['after']} became {now['before']} to {now['after']}"
        for row, now in zip(tried, measured_figures(builds, tried), strict=True)
        if row != now
    ]
    assert not differing, "\n".join([f"{len(differing)} figures moved; `make policies` accepts them.", *differing])


def test_a_preset_is_its_policies_and_nothing_else(builds: PolicyBuilds) -> None:
    """Set by name or one by one, the same figures come out."""
    policies = returned_by("policy_presets")["stripe_like"]
    key = "churn_by_segment_period.customer_churn_rate year 2025-01-01 all"
    by_name = builds.under({"policy_preset": "stripe_like"}, MARTS)
    one_by_one = builds.under(policies, ["churn_by_segment_period"])
    assert figure(by_name, key) == figure(one_by_one, key) != figure(builds.base, key)


def test_the_page_of_the_docs_is_what_the_builds_give(builds: PolicyBuilds) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(builds), "`make policies` writes the page anew."
