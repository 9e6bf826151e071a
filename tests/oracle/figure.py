"""What a formula gives: a metric's value and what it was made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

Number = Fraction | float | int


@dataclass(frozen=True)
class Figure:
    """A metric's value and what it was made of, None where there is none."""

    numerator: Number | None = None
    denominator: Number | None = None
    value: Number | None = None
    sample_size: int = 0
    interval: tuple[float, float] | None = None
    null_reason: str | None = None


Formula = Callable[..., "Figure"]


def quotient(numerator: Number, denominator: Number, sample_size: int) -> Figure:
    """A plain quotient, `no_base` over zero."""
    if denominator == 0:
        return Figure(numerator, denominator, None, sample_size, None, "no_base")
    return Figure(numerator, denominator, Fraction(numerator) / denominator, sample_size)
