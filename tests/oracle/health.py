"""The health of each customer and month, from its definition: six inputs, weights, bands, drivers."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from .clock import months_earlier
from .surveys import chosen_answers

if TYPE_CHECKING:
    from .company import Company
    from .ledger import CustomerMrr
    from .periods import Period
    from .populations import CustomerPeriod

SEEDS = Path(__file__).parents[2] / "seeds" / "health"
PAYMENT_DUE = timedelta(days=30)
PROMOTER_FROM, PASSIVE_FROM = 9, 7
NEEDED = {
    "usage_trend": {"usage.events"},
    "satisfaction": {"survey.surveys", "survey.responses"},
    "support_load": {"support.tickets"},
    "payment_behaviour": {"billing.invoices"},
    "tenure_and_renewal": set(),
    "engagement": {"usage.interactions"},
}

# A value from 0 to 1, or why there is none.
Input = Fraction | str


@dataclass(frozen=True)
class CustomerHealth:
    """A row of `customer_health` without its key; the columns of a person's override are not computed."""

    is_complete_period: bool
    plan_tier: str
    score: float | None
    band: str | None
    null_reason: str | None
    coverage: float
    missing_inputs: str | None
    trend: str | None
    score_change: float | None
    strongest_drag: str | None
    strongest_lift: str | None
    usage_trend: float | None
    satisfaction: float | None
    support_load: float | None
    payment_behaviour: float | None
    tenure_and_renewal: float | None
    engagement: float | None


@dataclass(frozen=True)
class Thresholds:
    """What the seed says of all customers."""

    healthy_from: Fraction
    watch_from: Fraction
    minimum_coverage: Fraction
    notable_change: Fraction
    heavy_support_tickets: Fraction
    settled_after_days: Fraction


class Health:
    """What the inputs are computed from, customer by customer."""

    def __init__(
        self,
        company: Company,
        populations: dict[tuple[str, str, date], CustomerPeriod],
        amounts: dict[tuple[str, str, date], CustomerMrr],
    ) -> None:
        self.company = company
        self.months: list[Period] = company.periods.get("month", [])
        self.populations = populations
        self.amounts = amounts
        self.answers = chosen_answers(company.answers, self.months)
        self.weights = {row["input"]: Fraction(row["weight"]) for row in rows_of_all("health_weights")}
        (own,) = rows_of_all("health_thresholds")
        self.thresholds = Thresholds(**{name: Fraction(own[name]) for name in Thresholds.__annotations__})
        self.tickets: dict[str, list[datetime]] = defaultdict(list)
        for customer_id, at, _ in company.reader.rows("support.tickets", "opened_at"):
            self.tickets[customer_id].append(at)
        # The day on which each invoice fell due, and whether it had been paid by then.
        self.dues: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
        for customer_id, at, row in company.reader.rows("billing.invoices", "issued_at"):
            net = row.number("subtotal_amount") - (row.number("discount_amount") or 0)
            if row["status"] in ("open", "paid", "uncollectible") and net > 0:
                due = at + PAYMENT_DUE
                in_time = row["status"] == "paid" and (row.instant("paid_at") or at) <= due
                self.dues[customer_id].append((due, in_time))

    def rows(self) -> dict[tuple[str, date], CustomerHealth]:
        """The health of every customer at the end of each month, by (customer_id, period_start)."""
        said = {
            (customer_id, month.start): self.inputs(customer_id, index)
            for index, month in enumerate(self.months)
            for customer_id in self.company.customers
            if self.population(customer_id, month, "customers_at_end")
        }
        scores = {place: self.score(inputs) for place, inputs in said.items()}
        complete = {month.start: month.is_complete for month in self.months}
        return {
            place: self.health(place, inputs, scores, complete[place[1]]) for place, inputs in said.items()
        }

    def population(self, customer_id: str, month: Period, name: str) -> int:
        """1 where the customer is in a population of the month, else 0."""
        row = self.populations.get((customer_id, "month", month.start))
        return getattr(row, name) if row else 0

    def inputs(self, customer_id: str, index: int) -> dict[str, Input]:
        """The six inputs of a customer in the month at a position."""
        absent = self.company.absent_tables
        return {
            name: "source_switched_off" if NEEDED[name] & absent else getattr(self, name)(customer_id, index)
            for name in NEEDED
        }

    def usage_trend(self, customer_id: str, index: int) -> Input:
        """Usage a day against the three months before."""
        before = self.months[max(index - 3, 0) : index]
        if sum(self.population(customer_id, month, "customers_at_start") for month in before) < 3:
            return "too_new"
        now = self.used(customer_id, self.months[index : index + 1])
        earlier = self.used(customer_id, before)
        if earlier == 0:
            return Fraction(now > 0)
        return min(Fraction(1), now / earlier)

    def used(self, customer_id: str, months: list[Period]) -> Fraction:
        """What a customer used a day in some months."""
        zone = self.company.zone
        usage = self.company.activities[customer_id].usage
        start, end = months[0].start_at, months[-1].effective_end
        days = (zone.day_before(end) - months[0].start).days + 1
        return sum((quantity for at, quantity in usage if start <= at < end), Fraction(0)) / days

    def satisfaction(self, customer_id: str, index: int) -> Input:
        """The mean of six months' answers."""
        marks = []
        for month in self.months[max(index - 5, 0) : index + 1]:
            for answer in self.answers.get((month.start, "nps"), []):
                if answer.customer_id == customer_id:
                    promoter, passive = answer.score >= PROMOTER_FROM, answer.score >= PASSIVE_FROM
                    marks.append(Fraction(1) if promoter else Fraction(1, 2) if passive else Fraction(0))
            for answer in self.answers.get((month.start, "csat"), []):
                if answer.customer_id == customer_id and answer.survey.satisfied_from is not None:
                    marks.append(Fraction(answer.score >= answer.survey.satisfied_from))
        return sum(marks, Fraction(0)) / len(marks) if marks else "no_answers"

    def support_load(self, customer_id: str, index: int) -> Input:
        """What the tickets of three months leave."""
        start = self.months[max(index - 2, 0)].start_at
        end = self.months[index].effective_end
        opened = sum(start <= at < end for at in self.tickets[customer_id])
        return max(Fraction(0), 1 - opened / self.thresholds.heavy_support_tickets)

    def payment_behaviour(self, customer_id: str, index: int) -> Input:
        """Invoices paid in time, of those due in six months."""
        start = self.company.zone.midnight(months_earlier(self.months[index].start, 5))
        end = self.months[index].effective_end
        due = [in_time for at, in_time in self.dues[customer_id] if start <= at < end]
        return Fraction(sum(due), len(due)) if due else "no_invoices_due"

    def tenure_and_renewal(self, customer_id: str, index: int) -> Input:
        """Tenure, for what is not scheduled to end."""
        zone, month = self.company.zone, self.months[index]
        first = zone.day(self.company.histories[customer_id].first_activation)
        days = (zone.day_before(month.effective_end) - first).days
        settled = min(Fraction(1), days / self.thresholds.settled_after_days)
        amount = self.amounts.get((customer_id, "month", month.start))
        if amount is None or not amount.contracted_mrr:
            return settled
        return settled * Fraction(amount.committed_mrr) / Fraction(amount.contracted_mrr)

    def engagement(self, customer_id: str, index: int) -> Input:
        """Months with an interaction, of three."""
        months = self.months[max(index - 2, 0) : index + 1]
        served = sum(self.population(customer_id, month, "customers_served") for month in months)
        return Fraction(sum(self.population(customer_id, month, "engaged_customers") for month in months), served)

    def coverage(self, inputs: dict[str, Input]) -> Fraction:
        """The weight of the inputs that are there."""
        return sum((self.weights[name] for name, value in inputs.items() if not isinstance(value, str)), Fraction(0))

    def mean(self, inputs: dict[str, Input]) -> Fraction:
        """The weighted mean of the inputs that are there, in points; 0 where none is."""
        there = {name: value for name, value in inputs.items() if not isinstance(value, str)}
        if not there:
            return Fraction(0)
        return 100 * sum(self.weights[name] * value for name, value in there.items()) / self.coverage(inputs)

    def score(self, inputs: dict[str, Input]) -> Fraction | None:
        """The points of a customer, to ten digits; None where too little is known."""
        if self.coverage(inputs) < self.thresholds.minimum_coverage:
            return None
        return round(self.mean(inputs), 10)

    def pulls(self, inputs: dict[str, Input]) -> list[tuple[Fraction, str]]:
        """The points by which each input moves the score, to ten digits, the lowest first."""
        mean, coverage = self.mean(inputs), self.coverage(inputs)
        return sorted(
            (round(self.weights[name] / coverage * (100 * value - mean), 10), name)
            for name, value in inputs.items()
            if not isinstance(value, str)
        )

    def health(
        self,
        place: tuple[str, date],
        inputs: dict[str, Input],
        scores: dict[tuple[str, date], Fraction | None],
        is_complete: bool,
    ) -> CustomerHealth:
        """The row of a customer and month."""
        customer_id, start = place
        score, earlier = scores[place], scores.get((customer_id, months_earlier(start, 3)))
        change = None if score is None or earlier is None else score - earlier
        pulls = self.pulls(inputs)
        lifts = sorted(((-pull, name) for pull, name in pulls if pull > 0))
        missing = [f"{name}: {value}" for name, value in sorted(inputs.items()) if isinstance(value, str)]
        return CustomerHealth(
            is_complete_period=is_complete,
            plan_tier=self.populations[(customer_id, "month", start)].plan_tier_at_end,
            score=None if score is None else float(score),
            band=self.band(score),
            null_reason="low_coverage" if score is None else None,
            coverage=float(self.coverage(inputs)),
            missing_inputs=", ".join(missing) or None,
            trend=self.trend(change),
            score_change=None if change is None else float(change),
            strongest_drag=pulls[0][1] if pulls and pulls[0][0] < 0 else None,
            strongest_lift=lifts[0][1] if lifts else None,
            **{name: None if isinstance(value, str) else float(value) for name, value in inputs.items()},
        )

    def band(self, score: Fraction | None) -> str | None:
        """The band of a score."""
        if score is None:
            return None
        if score >= self.thresholds.healthy_from:
            return "healthy"
        return "watch" if score >= self.thresholds.watch_from else "at_risk"

    def trend(self, change: Fraction | None) -> str | None:
        """The word for a change of the score."""
        if change is None:
            return None
        if abs(change) < self.thresholds.notable_change:
            return "steady"
        return "rising" if change > 0 else "falling"


def rows_of_all(seed: str) -> list[dict[str, str]]:
    """The rows of a seed that hold for all customers."""
    with (SEEDS / f"{seed}.csv").open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["segment_name"] == "all"]
