"""What a whole subscription says of the end of its versions: recognition of churn, and grace."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .raw import RawRow
from .variables import Variables

FAR_AHEAD = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Stop:
    """What its subscription says of a version's end.

    Where `recognized`, `recognized_end` stands in for its own end (None is open). Whatever the end
    is, the version covers nothing from `grace_end` on.
    """

    recognized: bool = False
    recognized_end: datetime | None = None
    grace_end: datetime = FAR_AHEAD


NO_STOP = Stop()


def stops(
    versions: list[RawRow], paid_invoices: list[RawRow], settings: Variables
) -> dict[str, Stop]:
    """The stop of every version by its id.

    `versions` and `paid_invoices` are those there at as-of, of whatever customer.
    """
    subscriptions = defaultdict(list)
    for version in versions:
        subscriptions[version["subscription_id"]].append(version)
    invoices = defaultdict(list)
    for invoice in paid_invoices:
        invoices[invoice["subscription_id"]].append(invoice)
    found = {}
    for subscription_id, own in subscriptions.items():
        own.sort(key=lambda v: (v.instant("started_at"), v["subscription_version_id"]))
        graces = grace_ends(own, settings)
        for version, grace_end in zip(own, graces, strict=True):
            found[version["subscription_version_id"]] = Stop(grace_end=grace_end)
        # Only the final version tells when the subscription ends: a request on an earlier one was
        # withdrawn, and what follows an earlier one is the next version.
        final = own[-1]
        found[final["subscription_version_id"]] = Stop(
            recognized=True,
            recognized_end=recognized_end(final, invoices[subscription_id], settings),
            grace_end=graces[-1],
        )
    return found


def recognized_end(
    final: RawRow, paid_invoices: list[RawRow], settings: Variables
) -> datetime | None:
    """The end of the final version of a subscription, None where it is open."""
    started_at, ended_at = final.instant("started_at"), final.instant("ended_at")
    if settings.churn_recognition == "request":
        ends = [end for end in (ended_at, final.instant("cancel_requested_at")) if end]
        return max(started_at, min(ends)) if ends else None
    if settings.churn_recognition == "paid_end" and ended_at is not None:
        paid_ends = []
        for invoice in paid_invoices:
            start = invoice.instant("service_period_start")
            end = invoice.instant("service_period_end")
            if start is not None and end is not None and start < ended_at < end:
                paid_ends.append(end)
        return max([ended_at, *paid_ends])
    return ended_at


def grace_ends(versions: list[RawRow], settings: Variables) -> list[datetime]:
    """Where the grace of each of a subscription's versions, in order, runs out."""
    ends = []
    run_started_at = None
    for version in versions:
        if version["status"] != "past_due":
            run_started_at = None
        elif run_started_at is None:
            run_started_at = version.instant("started_at")
        if run_started_at is None or settings.past_due_policy != "grace":
            ends.append(FAR_AHEAD)
        else:
            ends.append(run_started_at + timedelta(days=settings.past_due_grace_days))
    return ends
