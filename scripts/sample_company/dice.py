"""Random choices that come out the same on every machine.

Only `random.Random.random()` is used: its sequence for a text seed is guaranteed by Python, while
the algorithms of `choice`, `gauss` and the like, and libm behind them, may differ.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")
SEED = "sample company 1"


class Dice:
    """A die of its own for each subject, e.g. `Dice("usage", customer_id)`."""

    def __init__(self, *subject: object) -> None:
        self._random = random.Random("/".join([SEED, *map(str, subject)]))

    def chance(self, probability: float) -> bool:
        """True with the given probability (0 to 1)."""
        return self._random.random() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included, all equally likely."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all equally likely."""
        return options[self.whole(0, len(options) - 1)]

    def weighted(self, weights: dict[T, int]) -> T:
        """One of the keys, each as likely as its weight says."""
        point = self._random.random() * sum(weights.values())
        for option, weight in weights.items():
            point -= weight
            if point < 0:
                break
        return option

    def instant(self, start: datetime, end: datetime) -> datetime:
        """An instant of [start, end), in whole seconds."""
        seconds = int((end - start).total_seconds())
        return start + timedelta(seconds=self.whole(0, max(seconds - 1, 0)))
