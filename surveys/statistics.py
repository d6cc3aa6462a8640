"""Shares of a sample: how large, how certain, whether two differ. NumPy and SciPy only, on arrays.

Shares are 0..1 here (percentages are made where results are). The choices, and why:

- **Standard error**: Taylor linearisation of the weighted share (a ratio), sampling with replacement at the
  first stage, groups as domains of the whole sample (Lohr 2022, Sampling: Design and Analysis, 3rd ed.,
  ch. 9; Lumley 2010, Complex Surveys, ch. 2). Strata and clusters are used where they are given.
- **Design effect**: one that the wave states wins over ours. Those who drew the sample know its clusters and
  strata; a file mostly holds weights only, and weights alone understate (Kish 1965, Survey Sampling, 8.2).
  Without a stated one: the variance above over that of a simple random sample, but never less than 1, and
  where nobody or everybody gave the answer Kish's 1 + cv² of the weights.
- **Interval**: Wilson's score interval on the effective sample n / design effect. It stays within 0..100 %
  and does not shrink to nothing at the ends (Brown, Cai, DasGupta 2001, Statistical Science 16; with complex
  samples: Franco, Little, Louis, Slud 2019, Journal of Survey Statistics and Methodology 7).
- **Difference**: the pooled two-proportion z test, effective samples in place of samples.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Array = NDArray[np.float64]

LEVEL = 0.95


def weighted_share(gave: ArrayLike, weights: ArrayLike) -> float:
    """Share of the weight of those who gave the answer. NaN when nobody has a weight."""
    gave_it, weight = _array(gave), _array(weights)
    total = weight.sum()
    return float((gave_it * weight).sum() / total) if total else float("nan")


def standard_error(
    gave: ArrayLike,
    weights: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
) -> float:
    """Of the weighted share, by linearisation. A stratum with one cluster adds nothing."""
    gave_it, weight = _array(gave), _array(weights)
    share = weighted_share(gave_it, weight)
    linear = weight * (gave_it - share) / weight.sum()
    stratum = np.zeros(len(linear), dtype=int) if strata is None else _codes(strata)
    cluster = np.arange(len(linear)) if clusters is None else _codes(clusters)
    variance = 0.0
    for number in np.unique(stratum):
        here = stratum == number
        totals = np.bincount(_codes(cluster[here]), weights=linear[here])
        if len(totals) > 1:
            variance += len(totals) / (len(totals) - 1) * ((totals - totals.mean()) ** 2).sum()
    return float(np.sqrt(variance))


def variance_from_sums(
    *, weight: ArrayLike, squares: ArrayLike, base_weight: ArrayLike, base_squares: ArrayLike, people: int
) -> Array:
    """The same variance for many answers and groups at once, from sums over people (no strata, no clusters).

    `weight`, `squares`: sums of the weights, and of their squares, of those who gave the answer; `base_...`:
    of those asked; `people`: in the whole sample, of which a group is a domain.
    """
    share = _share(weight, base_weight)
    deviations = _array(squares) * (1 - 2 * share) + share**2 * _array(base_squares)
    correction = people / (people - 1) if people > 1 else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.maximum(deviations, 0) * correction / _array(base_weight) ** 2


def kish_effect(*, base: ArrayLike, base_weight: ArrayLike, base_squares: ArrayLike) -> Array:
    """1 + cv² of the weights: what unequal weights alone cost."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return _array(base) * _array(base_squares) / _array(base_weight) ** 2


def design_effects(*, share: ArrayLike, variance: ArrayLike, base: ArrayLike, kish: ArrayLike) -> Array:
    """Never less than 1; Kish's where nobody or everybody gave the answer."""
    part, spread = _array(share), _array(share) * (1 - _array(share))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = _array(variance) * _array(base) / spread
    return np.maximum(np.where((part > 0) & (part < 1), found, _array(kish)), 1.0)


def effective_sample(base: ArrayLike, effect: ArrayLike) -> Array:
    return _array(base) / _array(effect)


def interval(share: ArrayLike, effective: ArrayLike, *, level: float = LEVEL) -> tuple[Array, Array]:
    """Wilson's interval, each end 0..1; NaN without a sample."""
    part, size = _array(share), _array(effective)
    z = ndtri(0.5 + level / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (part + z**2 / (2 * size)) / (1 + z**2 / size)
        half = z * np.sqrt(part * (1 - part) / size + z**2 / (4 * size**2)) / (1 + z**2 / size)
    low = np.where(part == 0, 0.0, np.clip(middle - half, 0, 1))
    high = np.where(part == 1, 1.0, np.clip(middle + half, 0, 1))
    unknown = ~(size > 0)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def two_proportions(
    share: ArrayLike, effective: ArrayLike, other_share: ArrayLike, other_effective: ArrayLike
) -> tuple[Array, Array]:
    """z and the two-sided p value. 0 and 1 where both shares are 0 or both are 1."""
    one, two = _array(share), _array(other_share)
    n_one, n_two = _array(effective), _array(other_effective)
    pooled = (one * n_one + two * n_two) / (n_one + n_two)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n_one + 1 / n_two))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(error > 0, (one - two) / error, 0.0)
    return z, 2 * ndtr(-np.abs(z))


def _share(weight: ArrayLike, base_weight: ArrayLike) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return _array(weight) / _array(base_weight)


def _array(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float64)


def _codes(labels: Any) -> NDArray[np.intp]:
    return np.asarray(np.unique(np.asarray(labels), return_inverse=True)[1], dtype=np.intp)
