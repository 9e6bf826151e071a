"""95 % intervals of proportions and of net promoter scores."""

from __future__ import annotations

from math import sqrt

Z = 1.959964
PSEUDO_ANSWERS = 3
PSEUDO_SHARE = 0.75


def wilson(count: float, base: int) -> tuple[float, float] | None:
    """The Wilson interval of `count` out of `base`, ratios in 0..1; None without a base."""
    if base == 0:
        return None
    share = count / base
    spread = Z * Z / base
    centre = (share + spread / 2) / (1 + spread)
    half = sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    # At the ends of the scale the bound is the share itself, which floating point misses by a hair.
    low = 0.0 if count == 0 else centre - half
    high = 1.0 if count == base else centre + half
    return low, high


def net_promoter(promoters: int, detractors: int, base: int) -> tuple[float, float] | None:
    """The adjusted Wald interval of a net promoter score, points in -100..100; None without base.

    Three pseudo-answers, three quarters to either side, keep it from having width zero; it is
    widened where needed to include the score itself.
    """
    if base == 0:
        return None
    adjusted = base + PSEUDO_ANSWERS
    p = (promoters + PSEUDO_SHARE) / adjusted
    d = (detractors + PSEUDO_SHARE) / adjusted
    half = Z * sqrt((p + d - (p - d) ** 2) / adjusted)
    score = 100 * (promoters - detractors) / base
    low = max(-100.0, 100 * (p - d - half))
    high = min(100.0, 100 * (p - d + half))
    return min(low, score), max(high, score)
