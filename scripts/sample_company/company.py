"""The whole sample company: generated accounts, shared feeds, scripted lives."""

from __future__ import annotations

from .accounts import generate_accounts
from .billing import add_exchange_rates, add_expenses
from .lives import LIVES
from .support import add_tickets
from .surveys import add_answers, add_surveys
from .tables import RawTables
from .usage import add_interactions, add_usage

ACCOUNTS = 360


def build_company(accounts: int = ACCOUNTS) -> RawTables:
    """All raw tables of the company with so many generated accounts beside the scripted lives."""
    tables = RawTables()
    add_exchange_rates(tables)
    add_expenses(tables)
    add_surveys(tables)
    for account in generate_accounts(tables, accounts):
        add_usage(tables, account)
        add_interactions(tables, account)
        add_answers(tables, account, add_tickets(tables, account))
    for life in LIVES:
        life(tables)
    return tables
