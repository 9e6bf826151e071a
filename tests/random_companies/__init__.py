"""Random small companies by the raw contract: good rows only, dense in what definitions turn on.

Hypothesis draws a plan from a seed. A plan is all that a company depends on: `write_company` gives
the same files every time. They are built one table group a module, written by `files`, and know
nothing of the project or of the oracle.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

from . import (
    accounts,
    files,
    invitations,
    money,
    policies,
    service_invoices,
    subscriptions,
    surveys,
    usage,
    without_rates,
)
from .plans import Plan, plans
from .timeline import Timeline

__all__ = ["Plan", "plans", "write_company"]


def write_company(plan: Plan, folder: Path) -> None:
    """Write the raw folder of a planned company."""
    dice = Random(plan.seed)
    timeline = Timeline(plan, dice)
    customers = accounts.customers(plan, timeline, dice)
    ids = [row["customer_id"] for row in customers]
    versions = subscriptions.versions(plan, timeline, dice, ids)
    invoices = money.invoices(plan, timeline, dice, ids)
    invoices += service_invoices.of_subscriptions(plan, timeline, dice, versions)
    questionnaires = surveys.surveys(dice)
    answers = surveys.responses(timeline, dice, ids, questionnaires)
    tables = {
        "billing.customers": customers,
        "billing.subscriptions": versions,
        "billing.invoices": invoices,
        "billing.refunds": money.refunds(plan, timeline, dice, invoices),
        "billing.exchange_rates": money.exchange_rates(plan, timeline, dice),
        "billing.expenses": money.expenses(plan, timeline, dice),
        "survey.invitations": invitations.invitations(timeline, dice, customers, answers),
        "survey.surveys": questionnaires,
        "survey.responses": answers,
        "usage.events": usage.events(timeline, dice, ids),
        "usage.interactions": usage.interactions(timeline, dice, ids),
        "support.tickets": usage.tickets(timeline, dice, ids),
    }
    without_rates.put_into(tables, plan, timeline, dice)
    needed = policies.needed_columns(plan.variables)
    for table, rows in tables.items():
        if table not in plan.switched_off:
            files.write_table(folder, table, rows, dice, needed.get(table, set()))
